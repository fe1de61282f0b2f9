"""Every page, and the files that they need."""

from fastapi import APIRouter

from studio.web.page import statics
from studio.web.page.pages import board, films

PAGES: tuple[APIRouter, ...] = (statics.router, films.router, board.router)
"""Served as they are."""
