"""The routers of earlier programs' names, served as they are and under `/api`."""

from fastapi import APIRouter

from studio.web.routes.origin import generate, jobs, storyboard

ORIGIN: tuple[APIRouter, ...] = (generate.router, jobs.router, storyboard.router)
