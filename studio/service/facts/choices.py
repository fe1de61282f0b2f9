"""What a film can be made of: templates, styles, patterns, models that write, voices."""

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


class StoryChoiceFacts(Frozen):
    """Everything that a story can be made of."""

    templates: tuple[TemplateFacts, ...] = Field(description="Story templates.")
    styles: tuple[Style, ...] = Field(description="Style presets.")
    patterns: tuple[Pattern, ...] = Field(description="Shot patterns.")
    broken: tuple[BrokenTemplate, ...] = Field(description="Own templates that cannot be used.")


class WriterFacts(Frozen):
    """The models that can write, and routes of several."""

    routes: tuple[str, ...] = Field(
        description="Routes, which may be asked for in place of a model.", examples=[["balanced"]]
    )
    models: tuple[ModelChoice, ...] = Field(description="The models, tier by tier.")


class VoiceFacts(Frozen):
    """The voices that films can speak with."""

    voices: tuple[VoiceChoice, ...] = Field(description="The voices.")
    unusable: tuple[str, ...] = Field(
        description="Why providers and files have none that can be used, a sentence each."
    )
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


def writer_facts(routes: list[str], models: list[ModelChoice]) -> WriterFacts:
    """The models that can write."""
    return WriterFacts(routes=tuple(routes), models=tuple(models))


def voice_facts(choices: VoiceChoices) -> VoiceFacts:
    """The voices that films can speak with."""
    return VoiceFacts(voices=choices.voices, unusable=choices.unusable, folder=str(choices.folder))
