"""What a story can be made of: templates, style presets, shot patterns; and the models that write."""

import asyncio
from pathlib import Path

from fastapi.responses import PlainTextResponse

from models.errors import UnknownName
from studio.service.choices import model_choices, story_choices, template_file
from studio.service.facts.choices import (
    StoryChoiceFacts,
    WriterFacts,
    named_files,
    story_choice_facts,
    writer_facts,
)
from studio.web.doors import OfDoors
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import SEE, Name, in_path

router = resource("templates")


@router.get("/templates", summary="List templates", dependencies=[SEE], responses=answer(StoryChoiceFacts))
async def list_templates(doors: OfDoors) -> StoryChoiceFacts:
    """Story templates, style presets and shot patterns, and own templates that cannot be used."""
    return await asyncio.to_thread(_facts, doors.settings.templates_dir)


@router.get(
    "/templates/{name}", summary="Show a template", dependencies=[SEE], responses=answer(StoryChoiceFacts)
)
async def show_template(name: Name, doors: OfDoors) -> StoryChoiceFacts:
    """The template, the style preset and the shot pattern of that name."""
    with in_path(UnknownName):
        return await asyncio.to_thread(_facts, doors.settings.templates_dir, name)


@router.get(
    "/templates/{name}/file",
    summary="A template's file",
    dependencies=[SEE],
    response_class=PlainTextResponse,
)
async def fetch_template(name: Name, doors: OfDoors) -> str:
    """The TOML of a story template, to make one's own of."""
    with in_path(UnknownName):
        return await asyncio.to_thread(template_file, name, doors.settings.templates_dir)


@router.get("/models", summary="List models that write", dependencies=[SEE], responses=answer(WriterFacts))
async def list_models() -> WriterFacts:
    """The models that can write stories, tier by tier, with their prices, and whether their keys are set."""
    return writer_facts(*await asyncio.to_thread(model_choices))


def _facts(folder: Path, name: str = "") -> StoryChoiceFacts:
    """All that there is, or what is called so."""
    choices = story_choices(folder)
    return named_files(story_choice_facts(choices.called(name) if name else choices))
