"""Makes shots that can be filmed of what a model planned: numbers, lengths, people, and words that fit."""

from collections.abc import Sequence

from activities.contracts import AskRequest
from activities.story.answers.drafts import MOST_CHARACTERS, PlannedShotDraft
from activities.story.answers.unusable import Unusable, refuse_echoes
from activities.story.assembly.lengths import can_hold, fit_speech, fitted, spoken_s
from activities.story.assembly.narration import narrated
from activities.story.assembly.people import CharacterDraft, character_of, first_name
from activities.story.assembly.told_lines import Told, told
from activities.story.assembly.trained_looks import action_without_looks
from models.brief import Brief
from models.cut.lengths import AROUND_VOICE_S, ASKED_SHOT_S
from models.shots.lines import Line
from models.story.stages import Beat, Camera, Character, Lighting, PlannedShot, Presence, ShotPlan
from models.story.triggers import of_main

_SAME = 3
"""From how many shots on it counts as a fault that all are alike."""


def characters_of(drafts: Sequence[CharacterDraft], brief: Brief) -> tuple[Character, ...]:
    """The characters, each once, at most four.

    Raises:
        Unusable: not-sound, naming everyone who is described by too little.

    """
    once: dict[str, CharacterDraft] = {}
    for draft in drafts:
        if draft.name.strip(" .-").casefold() not in {"", "none", "n/a", "null"}:
            once.setdefault(draft.name.casefold(), draft)
    characters: list[Character] = []
    errors: list[str] = []
    tokens = of_main(brief.tokens, [draft.name for draft in once.values()])
    for draft in [*once.values()][:MOST_CHARACTERS]:
        try:
            character = character_of(draft, brief, tokens)
            if character.name not in {one.name for one in characters}:
                characters.append(character)
        except Unusable as error:
            errors += error.errors
    if errors:
        raise Unusable("not-sound", *errors)
    return tuple(characters)


def plan_of(
    request: AskRequest,
    drafts: Sequence[PlannedShotDraft],
    characters: Sequence[Character],
    *,
    beats: Sequence[Beat] = (),
    what: str = "scenes",
) -> ShotPlan:
    """The shots of one call: as many as were asked for, or as came where 3 to 7 s each still fit the seconds.

    Without `beats` a shot keeps the beat that it names.

    Raises:
        Unusable: not-sound, when the count does not fit, all shots are one, or lengths cannot be filmed.

    """
    count, seconds, first_number = request.shots, request.seconds, request.first_number
    if len(drafts) != count and not can_hold(len(drafts), seconds):
        raise Unusable(
            "not-sound", f"There are {len(drafts)} {what} for {seconds:g} seconds: write exactly {count}."
        )
    if len(drafts) >= _SAME and len({draft.action.casefold() for draft in drafts}) == 1:
        raise Unusable("not-sound", f"All {what} have the same action: let each show another moment.")
    for number, draft in enumerate(drafts, first_number):
        fields = (
            draft.action,
            draft.place,
            draft.framing,
            draft.light,
            draft.emotional_tone,
            draft.voice_over,
        )
        refuse_echoes(fields, f"Number {number} of the {what}")
    lengths = fitted([draft.duration_seconds for draft in drafts], seconds)
    if not all(ASKED_SHOT_S[0] <= length <= ASKED_SHOT_S[1] for length in lengths):
        raise Unusable("not-sound", f"{len(drafts)} {what} cannot fill {seconds:g} seconds.")
    language = request.story.language if request.story else ""
    spread, seconds_of = narrated([_of_one_voice(draft, characters) for draft in drafts], lengths, language)
    shots, start = [], 0.0
    for index, (draft, length) in enumerate(zip(spread, seconds_of, strict=True)):
        share = (start + length / 2) / sum(seconds_of)
        beat = _beat(draft.story_beat, beats, share) if beats else draft.story_beat
        shots.append(_shot(draft, first_number + index, length, beat, characters, language))
        start += length
    return ShotPlan(total_duration=sum(lengths), shots=tuple(shots))


def _beat(name: str, beats: Sequence[Beat], share: float) -> str:
    """The beat that is named, in any case; else the one at this share of the beats' time."""
    for beat in beats:
        if beat.name.casefold() == name.strip().casefold():
            return beat.name
    mark, end = share * sum(beat.share for beat in beats), 0.0
    for beat in beats:
        end += beat.share
        if mark < end:
            return beat.name
    return beats[-1].name


def _shot(
    draft: PlannedShotDraft,
    number: int,
    seconds: float,
    beat: str,
    characters: Sequence[Character],
    language: str,
) -> PlannedShot:
    names = _known(draft.characters, characters) or _mentioned(draft.action, characters)
    lines = _lines(draft, seconds - AROUND_VOICE_S, characters, language)
    trained = any(character.trigger for character in characters if character.name in names)
    return PlannedShot(
        number=number,
        story_beat=beat,
        duration_seconds=seconds,
        action=action_without_looks(draft.action, names) if trained else draft.action,
        characters=names,
        place=draft.place,
        time_of_day=draft.time_of_day,
        camera=Camera(
            shot_type=draft.shot_type,
            angle=draft.camera_angle,
            movement=draft.camera_movement,
            lens=draft.lens,
            framing=draft.framing,
        ),
        lighting=Lighting(
            setup=draft.light, mood=draft.light_mood, color_temperature=draft.color_temperature
        ),
        emotional_tone=draft.emotional_tone,
        voice_over=" ".join(line.text for line in lines),
        voice_over_timing=draft.voice_over_timing,
        lines=lines if any(line.subject for line in lines) else (),
        presence=Presence(
            character_visible=bool(names),
            character_timing=draft.character_timing if names else "",
            product_visible=draft.product_visible,
            product_timing=draft.product_timing if draft.product_visible else "",
        ),
    )


def _of_one_voice(draft: PlannedShotDraft, characters: Sequence[Character]) -> PlannedShotDraft:
    """The draft with its words freed of the label of the one who says them, and of what is said of how; several stay labelled."""
    parts = _voices(draft, characters)
    if len(parts) > 1 or any(part.delivery for part in parts):
        return draft
    speaker = parts[0].speaker if parts and parts[0].labelled else draft.speaker
    return draft.model_copy(update={"voice_over": " ".join(part.text for part in parts), "speaker": speaker})


def _voices(draft: PlannedShotDraft, characters: Sequence[Character]) -> list[Told]:
    named = draft.speaker.strip().casefold()
    return told(draft.voice_over, lambda name: bool(_known((name,), characters)) or name.casefold() == named)


def _lines(
    draft: PlannedShotDraft, seconds: float, characters: Sequence[Character], language: str
) -> tuple[Line, ...]:
    """What is heard in a shot, as much as can be said in its seconds; whom the story does not know, the narrator says."""
    found: list[Line] = []
    for part in _voices(draft, characters):
        said = fit_speech(part.text, seconds, language)
        if not said:
            break
        seconds -= spoken_s(said)
        who = _known((part.speaker if part.labelled else draft.speaker,), characters)
        found.append(
            Line(subject=who[0], text=said, manner="speech", delivery=part.delivery)
            if who
            else Line(text=said, manner="narration")
        )
    return tuple(found)


def _known(names: Sequence[str], characters: Sequence[Character]) -> tuple[str, ...]:
    """The characters that are named, by their whole name or their first; who is not known is left out."""
    found = []
    for name in names:
        whole = [known for known in characters if known.name.casefold() == name.strip().casefold()]
        first = [
            known for known in characters if first_name(name) and first_name(known.name) == first_name(name)
        ]
        found += [known.name for known in (whole or first)[:1]]
    return tuple(dict.fromkeys(found))


def _mentioned(action: str, characters: Sequence[Character]) -> tuple[str, ...]:
    words = {
        word.strip(".,;:!?'\"’").casefold().removesuffix("'s").removesuffix("’s") for word in action.split()
    }
    return tuple(character.name for character in characters if first_name(character.name) in words)
