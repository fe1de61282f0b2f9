"""Every page, and the files that they need."""

from fastapi import APIRouter

from studio.web.page import statics
from studio.web.page.pages import board, films, login, review

PAGES: tuple[APIRouter, ...] = (statics.router, login.router, films.router, board.router, review.router)
"""Served as they are."""
