"""Stage 3: prompts of 80 to 150 words, the same people described in the same words every time."""

import re
import zlib
from collections.abc import Collection

from models.brief import Brief
from models.story.moods import PALETTES, mood_family
from models.story.stages import ConsistencyMarkers, PlannedShot, ShotPlan, ShotPrompts, Story, VisualSpec
from providers.offline.outline.text.lexicon import Place, lexicon, located
from providers.offline.outline.text.phrase import being_of

_STYLE = "cinematic photorealistic film still, 35 mm, natural textures, fine grain"
_MOVES = {
    "hold": "the frame holds still", "push": "the camera pushes in slowly", "pull": "the camera pulls back slowly", "pan-left": "the camera pans left",
    "pan-right": "the camera pans right", "tilt-up": "the camera tilts up", "tilt-down": "the camera tilts down",
}  # fmt: skip
_ENDS = {
    "hold": "the same framing, a breath later, one small thing changed", "push": "the frame a little closer, the subject larger",
    "pull": "the frame a little wider, more of the surroundings visible", "pan-left": "the frame further left, the subject towards the right edge",
    "pan-right": "the frame further right, the subject towards the left edge", "tilt-up": "the frame higher, more of what is above",
    "tilt-down": "the frame lower, more of what is below",
}  # fmt: skip
_SHARPEN = (
    "The background tells as much as the subject: {detail}.",
    "Nothing in the frame looks staged; fabric, skin, wood and stone show their age and use.",
    "One clear focal point, foreground and background layered for depth, with quiet space left around the subject for the eye to rest.",
    "The moment is caught in the middle of its movement, as if the next second were already on its way.",
)
_STAGED = "Nothing in the frame looks staged; wood, stone and metal show their age and use."
"""The same where a trained look brings skin and clothes of its own."""
_NEGATIVE = "text, captions, watermark, logo, frame border, low resolution, blur, oversaturated colours, distorted anatomy, extra fingers"
_MOST_WORDS = 150
_LEAST_WORDS = 80


def specify(brief: Brief, story: Story, plan: ShotPlan) -> VisualSpec:
    """The prompts of every shot, and what all of them share."""
    family = mood_family(brief.mood or story.mood)
    style = brief.style or _STYLE
    markers = ConsistencyMarkers(
        subject_description="; ".join(
            [c.drawn_as for c in story.characters]
            + [story.product_description] * bool(story.product_description)
        ),
        style=style,
        color_palette=PALETTES[family],
        lighting="motivated light that follows the hour, soft contrast",
        mood=brief.mood or story.mood,
    )
    seen: set[str] = set()
    given = {subject.description for subject in brief.subjects if subject.description}
    visuals = []
    for shot in plan.shots:
        visuals.append(_visual(shot, story, style, PALETTES[family], seen, given))
        seen |= set(shot.characters)
    return VisualSpec(consistency=markers, shots=tuple(visuals))


def _visual(
    shot: PlannedShot, story: Story, style: str, palette: str, seen: set[str], given: Collection[str]
) -> ShotPrompts:
    described = {c.name: _named(c.name, c.drawn_as, given) for c in story.characters}
    cast = [described[name] for name in shot.characters if name in described]
    framed = _article(f"{shot.camera.shot_type.replace('-', ' ')} shot").capitalize()
    where = f" {located(shot.place)}" if shot.place else ""
    parts = [f"{framed}{where}, {_hour(shot.time_of_day)}."]
    parts.append(_stop(shot.action))
    if cast:
        parts += [_stop(text) for text in cast[:3]]
        if shot.number > 1:
            again = [name for name in shot.characters if name in seen]
            parts.append(
                _same(again) if again else "A newcomer to the film; keep every detail for later scenes."
            )
    elif shot.number > 1 and story.characters and not _peopled(shot.action) and not story.product_description:
        parts.append(
            "No person in the frame; when one is seen again, it is the exact same person as in the earlier scenes."
        )
    if story.product_description:
        parts.append(
            _stop(story.product_description)
            + (" The exact same object as in scene 1." if shot.number > 1 else "")
        )
    parts.append(f"Light: {shot.lighting.setup}, {shot.lighting.color_temperature}.")
    angle = shot.camera.angle.replace("-", " ")
    parts.append(f"Camera: {angle} angle, {shot.camera.lens}; {_MOVES[shot.camera.movement]}.")
    parts.append(f"Mood: {shot.emotional_tone}. Palette: {palette}. Style: {style}.")
    trained = any(c.trigger for c in story.characters if c.name in shot.characters)
    prompt = _sized(parts, shot, trained=trained)
    people = " and ".join(shot.characters)
    subject = f"{people}. " if people else ""
    who = "person" if trained else "person and clothes"
    same = f" The exact same {who} as in scene 1." if people and shot.number > 1 else ""
    frame = f"{framed}{where}, {_hour(shot.time_of_day)}. {_stop(shot.action)} {' '.join(map(_stop, cast[:3]))}".strip()
    return ShotPrompts(
        number=shot.number,
        image_prompt=prompt,
        start_frame_prompt=f"First frame, just before the movement. {frame}{same} {_stop(shot.lighting.setup)} Style: {style}.",
        end_frame_prompt=f"Last frame, {_ENDS[shot.camera.movement]}. {subject}{frame}{same} {_stop(shot.lighting.setup)} Style: {style}.",
        negative_prompt=_NEGATIVE
        + (
            ", a different face, different hair, different clothes, duplicate person"
            if people
            else ""
            if _peopled(shot.action)
            else ", people, crowds"
        ),
    )


def _named(name: str, drawn_as: str, given: Collection[str]) -> str:
    """The words that show a character; a description that a person gave need not have the name in it."""
    if drawn_as not in given or name.casefold() in drawn_as.casefold():
        return drawn_as
    return f"{name[0].upper()}{name[1:]}: {drawn_as}"


def _peopled(action: str) -> bool:
    """Whether an action shows people who are not in the cast: `Three children build a raft`."""
    words = re.findall(r"[a-z]+", action.lower())
    return any(being_of(word) not in {"", "animal", "machine"} for word in words)


def _sized(parts: list[str], shot: PlannedShot, *, trained: bool) -> str:
    """The parts as one prompt of 80 to 150 words: filled with detail when short, the longest action cut when long."""
    seed = zlib.crc32(f"{shot.number}{shot.action}".encode())
    detail = _detail(shot.place) or "worn surfaces, honest light, things in use"
    fill = [_SHARPEN[0].format(detail=detail), *(_SHARPEN[1 + (seed + i) % 3] for i in range(3))]
    fill = [_STAGED if trained and sentence is _SHARPEN[1] else sentence for sentence in fill]
    for sentence in fill:
        if len(" ".join(parts).split()) >= _LEAST_WORDS + 5:
            break
        parts.insert(-1, sentence)
    if len(" ".join(parts).split()) > _MOST_WORDS:
        parts[-2] = parts[-2].split(";")[0] + "."
        parts[-1] = re.sub(r" Palette: [^.]*\.", "", parts[-1])
    over = len(" ".join(parts).split()) - _MOST_WORDS
    if over > 0:
        action = parts[1].split()
        parts[1] = _stop(" ".join(action[: max(8, len(action) - over)]).rstrip(",;:"))
    over = len(" ".join(parts).split()) - _MOST_WORDS
    if over > 0:
        tail = parts[-1].split()
        parts[-1] = _stop(" ".join(tail[: max(6, len(tail) - over)]).rstrip(",;:"))
    return " ".join(parts)


def _detail(place: str) -> str:
    words = lexicon(english=True)
    kind: Place | None = next(
        (words.places[w] for w in reversed(re.findall(r"\w+", place.lower())) if w in words.places), None
    )
    return kind.detail if kind else ""


def _hour(time: str) -> str:
    return {"day": "by day", "night": "at night", "dawn": "at dawn", "dusk": "at dusk"}.get(
        time, f"in the {time}"
    )


def _same(names: list[str]) -> str:
    who = " and ".join(name[0].upper() + name[1:] for name in names)
    if len(names) > 1:
        return f"{who} are the exact same people as in the earlier scenes."
    return f"{who} is the exact same person as in the earlier scenes."


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _stop(text: str) -> str:
    text = text.strip()
    return text if re.search(r"[.!?…。！？؟۔][\"”»」]*$", text) else f"{text}."
