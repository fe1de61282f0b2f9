"""The routers of all resources below `/api/v1`."""

from fastapi import APIRouter

from studio.web.routes.v1 import engine
from studio.web.routes.v1.choices import prices, providers, templates, voices
from studio.web.routes.v1.film import (
    decisions,
    files,
    films,
    folder,
    money,
    quotes,
    scratch,
    shots,
    subjects,
    takes,
)
from studio.web.routes.v1.library import assets
from studio.web.routes.v1.library import subjects as saved_subjects
from studio.web.routes.v1.review import comments, links
from studio.web.routes.v1.review import film as review

ROUTERS: tuple[APIRouter, ...] = (
    films.router,
    shots.router,
    scratch.router,
    takes.router,
    subjects.router,
    decisions.router,
    money.router,
    quotes.router,
    files.router,
    folder.router,
    comments.router,
    links.router,
    review.router,
    assets.router,
    saved_subjects.router,
    templates.router,
    providers.router,
    prices.router,
    voices.router,
    engine.router,
)
