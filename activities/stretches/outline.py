"""A whole story, or a stretch of one, by a writer that needs no model, in one go."""

from pathlib import Path
from typing import NamedTuple

from activities.story.assembly.given_subjects import given_story, given_visuals
from activities.story.assembly.trained_looks import trained_plan, trained_story, trained_visuals
from activities.story.styles import dressed
from activities.story.templates import find_template, load_templates
from models.brief import Brief
from models.story.board_rules import mended
from models.story.stages import StoryDocument
from providers.base import StoryWriter


class Outlined(NamedTuple):
    """A document of all stages, and what people should know of it."""

    document: StoryDocument
    notes: tuple[str, ...] = ()


def outlined(brief: Brief, seconds: float, writer: StoryWriter, templates: Path) -> Outlined:
    """The four stages of a brief with its words, whose shots last `seconds` seconds; `templates` are a person's own.

    Raises:
        BadInput: the brief cannot be written, or its template is not there.

    """
    looked = dressed(brief)
    notes: tuple[str, ...] = ()
    choice = writer.choose_template(looked, load_templates(templates))
    template = find_template(choice.selected_template, templates)
    story = given_story(trained_story(writer.write_story(looked, template), brief.tokens), brief)
    plan = trained_plan(writer.plan_shots(looked, template, story, seconds), story)
    if brief.board_rules:
        found = mended(plan, story)
        plan, notes = found.plan, tuple(found.notes)
    visuals = writer.specify_visuals(looked, story, plan)
    visuals = given_visuals(trained_visuals(visuals, plan, story), plan, brief)
    document = StoryDocument(
        title=story.story_title, template=choice, story=story, plan=plan, visuals=visuals
    )
    return Outlined(document, notes)
