"""Stages 0 and 1: which template carries the brief, and the story that is told by it."""

import re

from activities.contracts import AskRequest
from activities.story.answers.drafts import StoryDraft, TemplateDraft
from activities.story.answers.fields import schema_of, with_count, with_enum
from activities.story.answers.json_object import read_draft
from activities.story.answers.unusable import Unusable, refuse_echoes
from activities.story.assembly.lengths import STORY_WORDS_PER_S, fit_speech, spoken_s
from activities.story.assembly.people import product_description
from activities.story.assembly.shot_plan import characters_of
from activities.story.assembly.told_lines import told
from activities.story.prompts.context import template_of, wishes
from activities.story.prompts.given_subjects import given_subjects
from activities.story.prompts.instructions import STORY, TEMPLATE, material, prompted
from activities.story.prompts.rules import main_first
from activities.story.prompts.scripts import script_rules
from activities.story.prompts.tables import Cell, table
from infra.reading.language import language_of
from models.story.results import StageResult
from models.story.stages import Narrative, Story, Template, TemplateChoice, VoiceLine
from models.story.triggers import is_main
from providers.llm.messages import Prompted

_CODE = re.compile(r"([a-z]{2})(?:[-_][a-z]+)?", re.IGNORECASE)


def ask_template(request: AskRequest, templates: tuple[Template, ...]) -> Prompted:
    """Stage 0: which template."""
    rows = [
        {"id": one.id, "tone": one.tone, "best_for": "; ".join(one.best_for), "beats": " > ".join(beat.name for beat in one.beats)}
        for one in templates
    ]  # fmt: skip
    known, saved = table("templates", rows)
    ids = tuple(one.id for one in templates)
    schema = with_enum(schema_of(TemplateDraft), ("selected_template",), ids)
    schema = with_enum(schema, ("alternative_template",), ids)
    parts = (material("brief", request.brief.text), wishes(request), known)
    return prompted(request, TEMPLATE, parts, schema, saved=saved)


def read_template(request: AskRequest, text: str, templates: tuple[Template, ...]) -> StageResult:  # noqa: ARG001 - every stage is read alike
    """The choice, by id or by name.

    Raises:
        Unusable: the answer cannot be used, or names no template there is.

    """
    draft = read_draft(text, TemplateDraft)
    chosen = _template_called(draft.selected_template, templates)
    if not chosen:
        known = ", ".join(one.id for one in templates)
        raise Unusable(
            "not-sound", f"selected_template is {draft.selected_template!r}: choose one of {known}."
        )
    other = _template_called(draft.alternative_template, templates)
    sure = draft.confidence / 100 if 1 < draft.confidence <= 100 else draft.confidence
    choice = TemplateChoice(
        selected_template=chosen,
        confidence=min(1.0, max(0.0, sure)),
        reasoning=draft.reasoning,
        alternative_template=other if other != chosen else "",
        narrative_focus=draft.narrative_focus,
        emotional_goal=draft.emotional_goal,
    )
    return StageResult(template=choice)


def ask_story(request: AskRequest, templates: tuple[Template, ...]) -> Prompted:
    """Stage 1: the story."""
    template = template_of(request, templates)
    rows: list[dict[str, Cell]] = [
        {
            "beat": beat.name,
            "seconds": round(beat.share * request.seconds, 1),
            "most_words": int(beat.share * request.seconds * STORY_WORDS_PER_S),
            "purpose": beat.purpose,
            "mood": beat.mood,
        }
        for beat in template.beats
    ]
    beats, saved = table("beats", rows)
    words = int(request.seconds * STORY_WORDS_PER_S)
    schema = with_count(schema_of(StoryDraft), "voice_over", len(template.beats))
    schema = with_enum(schema, ("voice_over", "beat"), tuple(beat.name for beat in template.beats))
    task = (
        f"The film lasts {request.seconds:g} seconds. All voice-over together has at most {words} words; silence is welcome."
        f"\nTemplate {template.name}, tone {template.tone}:\n{beats}"
    )
    told = (material("brief", request.brief.text), wishes(request), given_subjects(request.brief))
    parts = (*told, script_rules(request.brief), _trained(request), task)
    return prompted(request, STORY, parts, schema, saved=saved)


def read_story(request: AskRequest, text: str, templates: tuple[Template, ...]) -> StageResult:
    """The story, its narration cut to what the film has time for.

    Raises:
        Unusable: the answer cannot be used.

    """
    beats = template_of(request, templates).beats
    draft = read_draft(text, StoryDraft)
    arc = (draft.logline, draft.setup, draft.development, draft.climax, draft.resolution)
    refuse_echoes((*arc, *(line.text for line in draft.voice_over)), "The story")
    by_name = {beat.name.casefold(): beat for beat in beats}
    names = {character.name.casefold() for character in draft.characters}
    language = language_code(draft.language, request.brief.text)
    lines = []
    fits = sum(spoken_s(line.text) for line in draft.voice_over) <= request.seconds
    for index, line in enumerate(draft.voice_over):
        beat = by_name.get(line.beat.casefold()) or beats[min(index, len(beats) - 1)]
        heard = " ".join(part.text for part in told(line.text, lambda name: name.casefold() in names))
        # A beat that says more than its share takes the time of one that says less.
        said = heard if fits else fit_speech(heard, beat.share * request.seconds, language)
        lines += [VoiceLine(beat=beat.name, text=said)] if said else []
    story = Story(
        story_title=draft.story_title,
        narrative=Narrative(
            logline=draft.logline,
            setup=draft.setup,
            development=draft.development,
            climax=draft.climax,
            resolution=draft.resolution,
        ),
        characters=characters_of(draft.characters, request.brief),
        product_description=product_description(draft.product),
        character_arc=draft.character_arc,
        places=tuple(dict.fromkeys(draft.places)),
        voice_over=tuple(lines),
        mood=request.brief.mood or draft.mood,
        language=language,
    )
    return StageResult(story=story)


def language_code(given: str, text: str) -> str:
    """The ISO 639-1 code that a model gave, or else the code of the language that `text` is in."""
    code = _CODE.fullmatch(given.strip())
    return code.group(1).lower() if code else language_of(text)


def _trained(request: AskRequest) -> str:
    named = [name for name in request.brief.tokens if not is_main(name)]
    names = material("names", ", ".join(named)) if named else ""
    said = f"These characters have a trained look; their name is enough: {names}" if names else ""
    return "\n".join(filter(None, (said, main_first(request.brief))))


def _template_called(name: str, templates: tuple[Template, ...]) -> str:
    """The id of the template that `name` calls by id or by name, however spelt; empty when there is none."""
    wanted = re.sub(r"[^a-z0-9]+", "", name.casefold())
    for template in templates:
        if wanted and wanted in {
            re.sub(r"[^a-z0-9]+", "", known.casefold()) for known in (template.id, template.name)
        }:
            return template.id
    return ""
