"""Who is given which voice: by what is known of each, nobody's twice while there are enough, and nobody's anew."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from activities.casting.voices.traits import misfit, traits_of
from models.subjects.subject import Subject
from providers.base import Voice


class Part(NamedTuple):
    """A character to be given a voice; `voice` is the one it has, empty for none."""

    subject: Subject
    voice: str = ""


def assigned(
    parts: Sequence[Part],
    narrator: str,
    voices: Sequence[Voice],
    chosen: Mapping[str, str],
    language: str = "en",
    gone: Container[str] = (),
) -> tuple[str, dict[str, str]]:
    """The narrator's voice, and those of characters by name, of voices that all speak the film's language.

    `chosen` is what people chose, by character. Who has a voice of these keeps it, unless somebody chose it for another
    meanwhile; so a character who comes later changes nobody else's. The narrator keeps his, or has the first. All others
    are given, in order, the one that fits best of those that nobody has; only when there is none left, one that as few
    as possible have. Who has spoken with a voice that is `gone` keeps it all the same: nobody's voice changes in mid-film.
    """
    known = {voice.name for voice in voices}
    if not voices:
        return "", {part.subject.name: "" for part in parts}
    narrator = narrator if narrator and (narrator in known or narrator in gone) else voices[0].name
    by_choice = set(chosen.values())
    given: dict[str, str] = {}
    used: Counter[str] = Counter({narrator: 1})
    for part in parts:
        name = part.subject.name
        if name in chosen:
            given[name] = chosen[name]
        elif part.voice in gone or (part.voice in known and part.voice not in by_choice):
            given[name] = part.voice
    used.update(given.values())
    for part in parts:
        if part.subject.name not in given:
            traits = traits_of(part.subject, language)
            voice = min(voices, key=lambda one: (used[one.name], misfit(traits, one))).name
            given[part.subject.name] = voice
            used[voice] += 1
    return narrator, {part.subject.name: given[part.subject.name] for part in parts}
