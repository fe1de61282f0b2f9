"""How a whole film looks: the brief's style, a preset or words, and what follows from its mood."""

from activities.story.assembly.words import cut_words
from activities.story.styles import find_style
from models.base import Frozen
from models.brief import Brief
from models.story.moods import PALETTES, mood_family
from models.story.stages import ConsistencyMarkers, Story

STYLE_WORDS = 30
"""The most words of a style that go into every prompt."""

_STYLE = "cinematic photorealistic film still, 8K detail, 35 mm film grain, natural colour grading"
_LIGHTING = "motivated light from one clear direction, soft falloff, gentle contrast"
_LENS = "35 mm to 85 mm prime, shallow depth of field"
_FRAMES = {"16:9": "wide 16:9 frame", "9:16": "vertical 9:16 frame", "1:1": "square 1:1 frame"}


class Look(Frozen):
    """What every picture of a film shares, in words; `negative` is what none may show."""

    style: str
    palette: str
    lighting: str
    lens: str
    mood: str
    frame: str
    negative: str = ""


def look_of(brief: Brief, mood: str = "") -> Look:
    """The film's look. What the brief asks for comes before its preset, and a preset before `mood`, the story's."""
    preset = find_style(brief.style) if brief.style else None
    frame = _FRAMES[brief.aspect]
    if preset is not None:
        return Look(
            style=cut_words(preset.words, STYLE_WORDS),
            palette=preset.palette,
            lighting=preset.lighting,
            lens=preset.lens,
            mood=brief.mood or preset.mood,
            frame=frame,
            negative=preset.negative,
        )
    felt = brief.mood or mood
    return Look(
        style=cut_words(brief.style, STYLE_WORDS) or _STYLE,
        palette=PALETTES[mood_family(felt)],
        lighting=_LIGHTING,
        lens=_LENS,
        mood=felt,
        frame=frame,
    )


def markers_of(story: Story, look: Look) -> ConsistencyMarkers:
    """The consistency markers of a story: who and what recurs, and the look."""
    described = [character.drawn_as for character in story.characters]
    return ConsistencyMarkers(
        subject_description="; ".join(part for part in [*described, story.product_description] if part),
        style=look.style,
        color_palette=look.palette,
        lighting=look.lighting,
        mood=look.mood,
    )
