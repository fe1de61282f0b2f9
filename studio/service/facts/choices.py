"""What a film can be made of: templates, styles, patterns, models that write, voices."""

from pathlib import Path

from pydantic import Field

from activities.story.patterns import Pattern
from activities.story.styles import Style
from models.base import Frozen
from models.story.stages import Template
from studio.service.choices import ModelChoice, StoryChoices, VoiceChoice, VoiceChoices


class TemplateFacts(Template):
    """A story template: beats in order, whose shares sum to 1."""

    file: str | None = Field(
        description="A person's own file that it comes from; null for one that Longtake has."
    )


class BrokenTemplate(Frozen):
    """A person's own template that cannot be used."""

    file: str = Field(description="Its file.")
    reason: str = Field(description="What is wrong with it.")


_TEMPLATES = [
    {
        "id": "aida",
        "name": "AIDA",
        "tone": "persuasive",
        "best_for": ["adverts"],
        "keywords": ["product"],
        "example": "A shoe that never wears out.",
        "beats": [
            {"name": "Attention", "share": 0.25, "purpose": "Stops the viewer.", "mood": "bold"},
            {"name": "Action", "share": 0.75, "purpose": "Says what to do.", "mood": "warm"},
        ],
        "file": None,
    }
]
_STYLES = [
    {
        "id": "film-noir",
        "name": "Film noir",
        "words": "black and white film noir",
        "palette": "black, white, silver",
        "lighting": "hard key light",
        "lens": "35 mm",
        "mood": "tense",
        "negative": "bright colours",
        "best_for": ["crime"],
    }
]
_PATTERNS = [
    {
        "id": "reveal",
        "name": "Reveal",
        "purpose": "Keeps what matters for the end.",
        "rules": ["The last shot shows it whole."],
        "shots": [
            {
                "shot_type": "close-up",
                "camera_angle": "low",
                "camera_movement": "push",
                "note": "A part of it.",
            },
            {
                "shot_type": "wide",
                "camera_angle": "eye-level",
                "camera_movement": "hold",
                "note": "All of it.",
            },
        ],
    }
]


class StoryChoiceFacts(Frozen):
    """Everything that a story can be made of."""

    templates: tuple[TemplateFacts, ...] = Field(description="Story templates.", examples=[_TEMPLATES])
    styles: tuple[Style, ...] = Field(description="Style presets.", examples=[_STYLES])
    patterns: tuple[Pattern, ...] = Field(description="Shot patterns.", examples=[_PATTERNS])
    broken: tuple[BrokenTemplate, ...] = Field(description="Own templates that cannot be used.")


class WriterFacts(Frozen):
    """The models that can write, and routes of several."""

    routes: tuple[str, ...] = Field(
        description="Routes, which may be asked for in place of a model.", examples=[["balanced"]]
    )
    models: tuple[ModelChoice, ...] = Field(description="The models, tier by tier.")


class VoiceList(Frozen):
    """The voices that films can speak with."""

    voices: tuple[VoiceChoice, ...] = Field(description="The voices.")
    unusable: tuple[str, ...] = Field(
        description="Why providers and files have none that can be used, a sentence each."
    )


class VoiceFacts(VoiceList):
    """The voices that films can speak with on this machine."""

    folder: str = Field(description="The folder of a person's own voices.")


def story_choice_facts(choices: StoryChoices) -> StoryChoiceFacts:
    """Everything that a story can be made of; a template of one's own with its file."""
    templates = []
    for each in choices.templates:
        file = choices.own_file(each)
        templates.append(TemplateFacts(**dict(each), file=str(file) if file else None))
    return StoryChoiceFacts(
        templates=tuple(templates),
        styles=choices.styles,
        patterns=choices.patterns,
        broken=tuple(
            BrokenTemplate(file=str(choices.folder / f"{each}.toml"), reason=why)
            for each, why in choices.broken.items()
        ),
    )


def named_files(facts: StoryChoiceFacts) -> StoryChoiceFacts:
    """The same, with files by their names alone: for somebody who does not have this machine's folders."""
    return facts.model_copy(
        update={
            "templates": tuple(
                one.model_copy(update={"file": one.file and Path(one.file).name}) for one in facts.templates
            ),
            "broken": tuple(map(_named, facts.broken)),
        }
    )


def _named(broken: BrokenTemplate) -> BrokenTemplate:
    name = Path(broken.file).name
    return BrokenTemplate(file=name, reason=broken.reason.replace(broken.file, name))


def writer_facts(routes: list[str], models: list[ModelChoice]) -> WriterFacts:
    """The models that can write."""
    return WriterFacts(routes=tuple(routes), models=tuple(models))


def voice_facts(choices: VoiceChoices) -> VoiceFacts:
    """The voices that films can speak with."""
    return VoiceFacts(voices=choices.voices, unusable=choices.unusable, folder=str(choices.folder))


def voice_list(choices: VoiceChoices) -> VoiceList:
    """The same, for somebody who does not have this machine's folders."""
    return VoiceList(voices=choices.voices, unusable=choices.unusable)
