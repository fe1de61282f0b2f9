"""Stage 2: shots that follow the story as it moves through places, hours and feelings."""

import re
from dataclasses import dataclass

from models.brief import Brief
from models.cut.lengths import FPS
from models.shots.shot_list import ShotType
from models.story.moods import mood_family
from models.story.stages import PlannedShot, ShotPlan, Story, Template, VoiceLine
from providers.offline.outline.camera import Director, Moment
from providers.offline.outline.kept_colours import kept_colours
from providers.offline.outline.lengths import LONGEST, Slot, slots_of
from providers.offline.outline.light import MOODS, hour_at, lit, tone_of
from providers.offline.outline.people.person import Finder
from providers.offline.outline.short_requests import INVENTED, pictures_of, script, shown
from providers.offline.outline.speech.narration import Spoken, narrate, narrate_long
from providers.offline.outline.text.pace import is_cjk
from providers.offline.outline.text.passages import Line, Reading
from providers.offline.outline.text.weights import key_words

_ACTION_WORDS = 40
_ACTION_CHARS = 600


@dataclass(frozen=True)
class _Content:
    """What a shot shows: the lines it depicts, or an invented picture."""

    lines: tuple[Line, ...]
    picture: str = ""
    size: ShotType | None = None


def plan(brief: Brief, template: Template, story: Story, reading: Reading, seconds: float) -> ShotPlan:
    """Shots whose whole frames sum to `seconds`: as many as the brief asks for.

    When it asks for no number they last 3 to 7 seconds, and a film of 7 s or less is one shot.

    Raises:
        BadInput: so many shots of 1 to 60 s cannot last `seconds`.

    """
    slots, told = spoken_shots(reading, template, seconds, brief.shot_count)
    contents = _contents(reading, told)
    colours = kept_colours(
        [_seen_in(content, said, reading) for content, said in zip(contents, told, strict=True)],
        reading.language,
    )
    director = Director()
    shots: list[PlannedShot] = []
    for number, (slot, said, content) in enumerate(zip(slots, told, contents, strict=True)):
        last = content.lines[-1] if content.lines else None
        place = last.place if last else ""
        hour = (last.time if last else None) or hour_at(slot.middle)
        action = _seen_in(content, said, reading)
        people = _people(reading, content, story)
        moods = tuple(mood for line in content.lines for mood in line.moods)
        tone = tone_of(brief, slot.beat, moods)
        moment = Moment(
            text=action, people=len(people), mood=mood_family(tone), size=content.size,
            new_place=bool(shots) and place != shots[-1].place,
            speech=bool(re.search(r"[\"“«「]", said.text or action)),
            first=number == 0, last=number == len(slots) - 1 and number > 0,
        )  # fmt: skip
        inside = bool(place in reading.views and reading.views[place].inside)
        shots.append(
            PlannedShot(
                number=number + 1,
                story_beat=slot.beat.name,
                duration_seconds=said.frames / FPS,
                action=action,
                characters=people,
                place=place,
                time_of_day=hour,
                camera=director.frame(moment),
                lighting=lit(hour, tone, inside=inside),
                emotional_tone=tone,
                voice_over=said.text,
                colours=colours[number],
            )
        )
    total = sum(said.frames for said in told) / FPS
    return ShotPlan(total_duration=total, shots=tuple(shots))


def spoken_shots(
    reading: Reading, template: Template, seconds: float, count: int | None
) -> tuple[list[Slot], list[Spoken]]:
    """The slots of a film of `seconds` seconds, and what is said in each; without a `count` by the length.

    Raises:
        BadInput: `count` shots of 1 to 60 s cannot last `seconds`.

    """
    slots = slots_of(template, seconds, count)
    if sum(slot.frames for slot in slots) <= LONGEST * len(slots):
        return slots, narrate(reading, script(reading, template.id, seconds, len(slots)), slots)
    usual = slots_of(template, seconds)
    return slots, narrate_long(reading, script(reading, template.id, seconds, len(usual)), usual, slots)


def voices_of(
    reading: Reading, template: Template, seconds: float, count: int | None
) -> tuple[VoiceLine, ...]:
    """What the narrator says in each beat.

    Raises:
        BadInput: `count` shots of 1 to 60 s cannot last `seconds`.

    """
    said: dict[str, list[str]] = {}
    for slot, line in zip(*spoken_shots(reading, template, seconds, count), strict=True):
        if line.text:
            said.setdefault(slot.beat.name, []).append(line.text)
    return tuple(VoiceLine(beat=beat, text=" ".join(texts)) for beat, texts in said.items())


def _contents(reading: Reading, told: list[Spoken]) -> list[_Content]:
    """What each shot shows: the lines it says, or a telling line between its neighbours' when it is silent.

    Where the text has no more to show, its last sentence is seen again from elsewhere, and an invented picture
    takes every third turn, every second around a request of a few words; a text in another language than English has no invented pictures.
    """
    keys = key_words(reading)
    story = reading.subject.kind == "story"
    again = story or len(told) > pictures_of(reading) + 1
    contents: list[_Content] = []
    done, idle = -1, 0
    for number, said in enumerate(told):
        first, last = number == 0, number == len(told) - 1 > 0
        own = tuple(line for line in said.lines if line != INVENTED)
        if own:
            done, idle = own[-1], 0
            size, picture = None, ""
            people = any(reading.lines[line].who.named for line in own)
            if not people and _only_names(reading, " ".join(reading.lines[line].text for line in own)):
                size, picture = shown(reading, number, first=first, last=last)
            contents.append(_Content(tuple(reading.lines[line] for line in own), picture, size))
            continue
        ahead = _ahead(told, number)
        following = told[number + ahead].lines[0] if ahead else len(reading.lines)
        between = [
            line for line in range(done + 1, following) if story and reading.lines[line].text[0] not in '"“'
        ]
        if between:
            near = between[: max(1, len(between) // (ahead or len(told) - number))]
            done, idle = max(near, key=lambda line: (_tells(reading.lines[line], keys), -line)), 0
            contents.append(_Content((reading.lines[done],)))
            continue
        idle += 1
        line = reading.lines[max(0, min(done, len(reading.lines) - 1))]
        size, picture = None, ""
        if reading.language == "en" and not (again and idle % (3 if story else 2)):
            who = line.who.people[0] if line.who.people else ""
            size, picture = shown(reading, number, first=first, last=last, who=who)
        contents.append(_Content((line,), picture, size))
    return contents


def _only_names(reading: Reading, said: str) -> bool:
    """Whether what is said shows no more than the thing itself, so that a picture of it is better."""
    noun = reading.subject.phrase.noun
    more = len(said.split()) > len(noun.split()) + 2
    return bool(noun) and (
        reading.subject.kind == "product" or (reading.subject.kind == "thing" and not more)
    )


def _ahead(told: list[Spoken], number: int) -> int:
    """How many shots after `number` words of the text are said again; 0 when they are not."""
    for index in range(number + 1, len(told)):
        if told[index].lines and told[index].lines[0] != INVENTED:
            return index - number
    return 0


def _tells(line: Line, keys: dict[str, float]) -> float:
    words = set(re.findall(r"\w+", line.text.lower()))
    return len(line.who.people) + 0.4 * len(line.moods) + sum(keys.get(word, 0.0) for word in words)


def _people(reading: Reading, content: _Content, story: Story) -> tuple[str, ...]:
    """The characters in a shot: whoever speaks first, as a picture has them face it, then in the order of the cast."""
    if content.picture:
        picture = content.picture.lower()
        finder = Finder(list(reading.cast))
        names = {person.name for _, person in finder.find(picture)}
    else:
        names = {name for line in content.lines for name in line.who.people}
    speaking = [] if content.picture else [line.who.speaker for line in content.lines]
    order = {name: place for place, name in enumerate(dict.fromkeys(filter(None, speaking)))}
    known = [character.name for character in story.characters if character.name in names]
    return tuple(sorted(known, key=lambda name: order.get(name, len(order))))


def _seen_in(content: _Content, said: Spoken, reading: Reading) -> str:
    return content.picture or _action(content.lines, said, reading.language)


def _action(lines: tuple[Line, ...], said: Spoken, language: str) -> str:
    """The whole sentences a shot depicts, at most about forty words of them."""
    kept: list[str] = []
    words = 0
    for line in lines:
        size = len(line.text) // 3 if is_cjk(language) else len(line.text.split())
        if kept and words + size > _ACTION_WORDS:
            break
        kept.append(line.text)
        words += size
    text = ("" if is_cjk(language) else " ").join(kept)
    if words > 2 * _ACTION_WORDS or len(text) > _ACTION_CHARS:
        return said.text or _shortened(text)
    return text


def _shortened(text: str) -> str:
    parts = re.split(r"(?<=[,;:،，；])\s*", text)
    kept = parts[0]
    for part in parts[1:]:
        if len(f"{kept} {part}".split()) > _ACTION_WORDS:
            break
        kept = f"{kept} {part}"
    return " ".join(kept.split()[: 2 * _ACTION_WORDS])[:_ACTION_CHARS].rstrip(",;:،，；") + "."


def mood_of(brief: Brief, reading: Reading, template: Template) -> str:
    """The mood of the whole story: the brief's, else the family whose words it uses most, else the template's."""
    if brief.mood:
        return brief.mood
    felt = [mood for line in reading.lines for mood in line.moods]
    if not felt:
        return template.tone
    return MOODS[max(sorted(set(felt)), key=felt.count)]
