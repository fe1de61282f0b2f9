"""Voices as they are typed: NAME=VOICE, the narrator's too, laid into what is said of those characters."""

from collections.abc import Sequence

from models.errors import BadInput
from models.readable import check_one_line
from models.subjects.names import name_given_twice
from models.subjects.subject import LONGEST_NAME, NARRATOR
from studio.service.requests.values import Given, Values

VOICES = "voices"
"""The field that voices come in; it is no field of a brief."""


def read_voices(given: Sequence[str], called: str) -> dict[str, str]:
    """The voices by name, of texts; `called` is what gave them.

    Raises:
        BadInput: one of them is no NAME=VOICE, or somebody is there twice, in whichever case.

    """
    voices: list[tuple[str, str]] = []
    for text in given:
        name, equals, voice = (part.strip() for part in text.partition("="))
        if not (name and equals and voice):
            raise BadInput(
                f"{called} must be NAME=VOICE such as Emma=joe-light or {NARRATOR}=joe-low, not {text!r}: "
                "`longtake voices` lists the voices."
            )
        for part in (name, voice):
            if len(part) > LONGEST_NAME:
                raise BadInput(f"{called} has a name of {len(part)} characters: {LONGEST_NAME} is the most.")
            try:
                check_one_line(part)
            except ValueError as error:
                raise BadInput(f"{called} {text!r} {error}") from error
        voices.append((name, voice))
    if twice := name_given_twice([name for name, _ in voices]):
        raise BadInput(f"{called} names {twice} twice: give everybody one voice.")
    return dict(voices)


def put_voices(values: Values) -> None:
    """What is given as voices becomes part of the subjects of those names, and the narrator's."""
    voices = values.pop(VOICES, None)
    if not voices:
        return
    called = values.names[VOICES]
    for name, voice in voices.items():
        if name.casefold() == NARRATOR:
            values["narrator"] = voice
            values.names["narrator"] = called
        else:
            values.subjects.append(Given("subjects", [{"name": name, "voice": voice}], called))
