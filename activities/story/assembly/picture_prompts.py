"""Puts the prompts of a picture together: people and product word for word by code, the moment by the model."""

from collections.abc import Iterable, Mapping, Sequence

from activities.story.answers.drafts import PictureDraft
from activities.story.assembly.given_subjects import given_visuals
from activities.story.assembly.looks import Look, look_of, markers_of
from activities.story.assembly.trained_looks import named_by_tokens, without_looks
from activities.story.assembly.words import count_words, cut_words, joined, stopped
from models.brief import Brief
from models.story.board_rules import size_words
from models.story.stages import Character, PlannedShot, ShotPlan, ShotPrompts, Story, VisualSpec

LEAST_WORDS, MOST_WORDS = 80, 150
_LEAST_OF_SHOT = 18
"""Words that the shot's own part always has, however long the descriptions are."""
_FRAME_WORDS = 60
_PADDING_WORDS = 24

NEGATIVE = (
    "text, captions, watermark, logo, frame border, low resolution, blur, oversaturated colours, "
    "distorted anatomy, extra fingers, extra limbs, duplicated people, changed face"
)
_MOST_NEGATIVE = 1000


def assembled(
    drafts: Sequence[PictureDraft],
    shots: Sequence[PlannedShot],
    story: Story,
    brief: Brief,
    *,
    before: Iterable[PlannedShot] = (),
    numbered: bool = True,
) -> VisualSpec:
    """The pictures of `shots`, a draft each in the same order; `before` are the shots that come first.

    Every visible character's description stands in each prompt word for word, and so do the product's and
    those of given places and things.
    Who was seen before is `the exact same person`, with the number of that shot when `numbered`.
    """
    look = look_of(brief, story.mood)
    seen: dict[str, int] = {}
    for shot in before:
        _note(shot, seen)
    visuals = []
    for draft, shot in zip(drafts, shots, strict=True):
        visuals.append(_visual(draft, shot, story, look, seen, numbered=numbered))
        _note(shot, seen)
    whole = VisualSpec(consistency=markers_of(story, look), shots=tuple(visuals))
    plan = ShotPlan(total_duration=sum(shot.duration_seconds for shot in shots), shots=tuple(shots))
    return given_visuals(whole, plan, brief)


def _note(shot: PlannedShot, seen: dict[str, int]) -> None:
    for name in shot.characters:
        seen.setdefault(name, shot.number)


def _visual(
    draft: PictureDraft,
    shot: PlannedShot,
    story: Story,
    look: Look,
    seen: Mapping[str, int],
    *,
    numbered: bool,
) -> ShotPrompts:
    cast = [character for character in story.characters if character.name in shot.characters]
    product = story.product_description if shot.presence.product_visible else ""
    people = _people(cast, seen, numbered=numbered)
    verbatim = " ".join(_ended(part) for part in (*people, product and f"The product: {product}") if part)
    action = _own_words(shot.action, cast, product) or _nobody_said(cast, shot)
    own = _own_words(draft.image, cast, product) or action
    start = _own_words(draft.start_frame, cast, product) or f"The first moment: {action}"
    end = _own_words(draft.end_frame, cast, product) or f"The last moment: {action}"
    style = _sentence(look.style)
    negative = ", ".join((draft.negative, look.negative, NEGATIVE))
    return ShotPrompts(
        number=shot.number,
        image_prompt=_image_prompt(verbatim, own, shot, look),
        start_frame_prompt=joined([verbatim, cut_words(start, _FRAME_WORDS), style]),
        end_frame_prompt=joined([verbatim, cut_words(end, _FRAME_WORDS), style]),
        negative_prompt=_listed_once(negative),
    )


def _image_prompt(verbatim: str, own: str, shot: PlannedShot, look: Look) -> str:
    lead = _sentence(f"{size_words(shot.camera.shot_type)}, {_angle(shot)}")
    room = MOST_WORDS - count_words(verbatim)
    style = _sentence(look.style) if room - count_words(f"{lead} {look.style}") >= _LEAST_OF_SHOT else ""
    lead = lead if room - count_words(lead) >= _LEAST_OF_SHOT else ""
    room -= count_words(f"{lead} {style}")
    parts = [lead, verbatim, stopped(cut_words(own, max(room, _LEAST_OF_SHOT)))]
    words = count_words(" ".join([*parts, style]))
    for sentence in _padding(shot, look):
        if words >= LEAST_WORDS:
            break
        if words + count_words(sentence) <= MOST_WORDS:
            parts.append(sentence)
            words += count_words(sentence)
    return " ".join(part for part in [*parts, style] if part)


def _padding(shot: PlannedShot, look: Look) -> list[str]:
    """What a short prompt goes on with: the shot's place, light and lens first, then what suits any picture."""
    light = shot.lighting
    where = f"{shot.place}, {shot.time_of_day}" if shot.place else f"The hour is {shot.time_of_day}"
    candidates = [
        where,
        ", ".join(part for part in (light.setup, light.mood, light.color_temperature) if part),
        shot.camera.framing,
        f"Lighting: {look.lighting}",
        f"Lens: {shot.camera.lens or look.lens}",
        f"Palette of {look.palette}, {look.frame}",
        f"The mood is {shot.emotional_tone or look.mood}" if shot.emotional_tone or look.mood else "",
        "One clear focal point, foreground and background layered for depth, quiet space around the subject",
        "Real textures that show their age and use, nothing staged, nothing polished",
        "The moment is caught in the middle of its movement, as if the next second were already on its way",
        "The background tells where this is as plainly as the subject tells what happens",
        "Precise focus, clean edges, natural contrast, rich detail in the highlights and in the shadows",
    ]
    return [_sentence(cut_words(candidate, _PADDING_WORDS)) for candidate in candidates if candidate.strip()]


def _people(cast: Sequence[Character], seen: Mapping[str, int], *, numbered: bool) -> list[str]:
    new = [_named(character) for character in cast if character.name not in seen]
    again = [character for character in cast if character.name in seen]
    if not again:
        return new
    numbers = sorted({seen[character.name] for character in again})
    said = " and ".join(str(number) for number in numbers)
    where = f"in scene{'s' * (len(numbers) > 1)} {said}" if numbered else "in every shot before"
    who = "; ".join(_named(character) for character in again)
    return [f"The exact same {'people' if len(again) > 1 else 'person'} as {where}: {who}", *new]


def _named(character: Character) -> str:
    return character.trigger or ", ".join(part for part in (character.name, character.description) if part)


def _own_words(text: str, cast: Sequence[Character], product: str) -> str:
    """What the model wrote, less what code puts in: repeated descriptions, and all looks where one is trained."""
    for repeated in (*(character.description for character in cast), product):
        text = text.replace(repeated, "") if repeated else text
    if any(character.trigger for character in cast):
        text = named_by_tokens(without_looks(text), cast)
    return text.strip(" ,;")


def _nobody_said(cast: Sequence[Character], shot: PlannedShot) -> str:
    who = " and ".join(character.trigger or character.name for character in cast) or "The place alone"
    return f"{who}, {shot.place}" if shot.place else who


def _ended(text: str) -> str:
    """A verbatim part as a sentence: not a letter of it is changed."""
    return text if text[-1] in ".!?…" else f"{text}."


def _sentence(text: str) -> str:
    """What code wrote, as a sentence."""
    return stopped(text[:1].upper() + text[1:])


def _angle(shot: PlannedShot) -> str:
    angle = shot.camera.angle
    return angle if angle == "overhead" else f"{angle} angle"


def _listed_once(text: str) -> str:
    """A list of things, each once, in order, as many as fit."""
    things = {part.strip().casefold(): part.strip() for part in reversed(text.split(",")) if part.strip()}
    listed = ""
    for thing in reversed(things.values()):
        longer = f"{listed}, {thing}" if listed else thing
        if len(longer) > _MOST_NEGATIVE:
            break
        listed = longer
    return listed
