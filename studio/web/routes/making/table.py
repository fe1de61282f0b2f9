"""The routers of what changes something, under `/api/v1`."""

from fastapi import APIRouter

from studio.web.routes.making import (
    decisions,
    films,
    leavings,
    releases,
    retakes,
    scenarios,
    subjects,
    uploads,
    voices,
)

MAKING: tuple[APIRouter, ...] = (
    films.router,
    decisions.router,
    retakes.router,
    releases.router,
    uploads.router,
    scenarios.router,
    subjects.router,
    voices.router,
    leavings.router,
)
