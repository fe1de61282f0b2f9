"""Every page, and the files that they need."""

from fastapi import APIRouter

from studio.web.page import statics
from studio.web.page.pages import (
    board,
    film,
    films,
    ledger,
    library,
    login,
    money,
    new_film,
    review,
    shot,
    story,
)

PAGES: tuple[APIRouter, ...] = (
    statics.router,
    login.router,
    films.router,
    new_film.router,
    board.router,
    shot.router,
    film.router,
    story.router,
    money.router,
    review.router,
    library.router,
    ledger.router,
)
"""Served as they are."""
