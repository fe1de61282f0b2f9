"""Every page, and the files that they need."""

from fastapi import APIRouter

from studio.web.page import statics
from studio.web.page.pages import board, films, library, login, new_film, review

PAGES: tuple[APIRouter, ...] = (
    statics.router,
    login.router,
    films.router,
    new_film.router,
    board.router,
    review.router,
    library.router,
)
"""Served as they are."""
