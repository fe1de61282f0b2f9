"""`left_out.md`: what a film leaves out of its text, and what it shows and does not say, sentence by sentence."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from infra.reading.reader import is_plain, read_brief
from infra.reading.sentences import sentences
from models.brief import Brief
from models.readable import one_line
from models.shots.shot_list import Shot
from models.story.coverage import LeftOut, Telling, Untold, left_out
from providers.offline.outline.script.camera_words import framed

MOST_LISTED = 2_000
"""Sentences that are listed; of more it is said how many they are."""
_READ_CHARS = 400_000
"""Of plain text that is read as a writer reads it: what follows in a longer one is only told apart into sentences, which
takes a second for 10 MB instead of half a minute."""
_ENDS = re.compile(r"(?<=[.!?…])[\"'”’»)]*\s+|(?<=[。！？])[」』”]*\s*|\n\s*\n\s*")


class _Told(NamedTuple):
    """A sentence of a text, the heading of its scene, and whether it is for the eye alone."""

    heading: str
    text: str
    for_the_eye: bool = False


class UntoldText(NamedTuple):
    """How much is left out, and the paper that lists it."""

    left: LeftOut
    paper: bytes


def untold_text(brief: Brief, title: str, shots: Sequence[Shot], *, rewritten: bool) -> UntoldText | None:
    """What `shots` leave out of the text of a brief with its words; nothing when they tell it all.

    A request of one sentence is told by what is made of it.
    """
    whole = list(_sentences(brief.text))
    if brief.prompt and len(whole) < 2:
        return None
    # A prompt asks for a film as much as it tells one: "warm and slow" is told by being so.
    telling = Telling(title, shots, rewritten=rewritten or bool(brief.prompt))
    untold = [found for number, one in enumerate(whole, start=1) if (found := _untold(telling, number, one))]
    left = left_out(untold, len(whole), rewritten=rewritten)
    if left is None:
        return None
    return UntoldText(left, _paper(left, untold, whole, title).encode())


def _untold(telling: Telling, number: int, one: _Told) -> Untold | None:
    """What is left out of a sentence: a script's `Close-up of the key` is told by showing the key."""
    found = telling.untold(number, one.text, for_the_eye=one.for_the_eye)
    if found and one.for_the_eye and (rest := framed(one.text)[1]) != one.text:
        return telling.untold(number, rest, for_the_eye=True)
    return found


def sentences_in(brief: Brief) -> int:
    """How many sentences the words of a brief have."""
    return sum(1 for _ in _sentences(brief.text))


def _sentences(text: str) -> Iterator[_Told]:
    """Every sentence that is to be heard or seen."""
    rest = ""
    if len(text) > _READ_CHARS and is_plain(text):
        cut = text.rfind("\n\n", 0, _READ_CHARS)
        cut = cut if cut > 0 else max(text.rfind(" ", 0, _READ_CHARS), _READ_CHARS // 2)
        text, rest = text[:cut], text[cut:]
    manuscript = read_brief(text)
    for scene in manuscript.scenes:
        for passage in scene.passages:
            for sentence in sentences(passage.text, manuscript.language):
                if re.search(r"\w", sentence):
                    yield _Told(scene.heading, sentence, manuscript.scripted and passage.kind == "seen")
    for sentence in _ENDS.split(rest):
        if re.search(r"\w", sentence):
            yield _Told("", sentence.strip())


def _paper(left: LeftOut, untold: Sequence[Untold], whole: Sequence[_Told], title: str) -> str:
    lines = [f"# Left out of {one_line(title) or 'the film'}", "", _summary(left), ""]
    out = [one for one in untold if not one.only_shown]
    shown = [one for one in untold if one.only_shown]
    lines += _listed(out[:MOST_LISTED], left, whole)
    if shown:
        lines += [*([""] if out else []), "Shown, not said:", ""]
        lines += _listed(shown[: max(0, MOST_LISTED - len(out))], left, whole)
    if (more := len(untold) - MOST_LISTED) > 0:
        lines += ["", f"… and {more} more."]
    return "\n".join(lines) + "\n"


def _summary(left: LeftOut) -> str:
    whole = ", or not whole" if left.partly else ""
    told = (
        f"These sentences of the text are neither heard nor seen in the film{whole}."
        if left.sure
        else "A model tells the text in its own words: these sentences may be neither heard nor seen in the film, because "
        "too few of their words are in it."
    )
    if not left.count:
        told = "Nobody says these sentences of the text; their words are what a shot shows."
    return f"{left.short[0].upper()}{left.short[1:]}. {told}"


def _listed(untold: Sequence[Untold], left: LeftOut, whole: Sequence[_Told]) -> list[str]:
    """A line for each sentence, under the headings of their scenes."""
    lines: list[str] = []
    heading = ""
    for one in untold:
        told = whole[one.number - 1]
        if told.heading != heading:
            heading = told.heading
            lines += ["", f"## {one_line(heading)}", ""] if heading else [""]
        lines.append(f"- **{one.number} of {left.sentences}** {one_line(told.text)}{_how(one, told)}")
    return lines


def _how(one: Untold, told: _Told) -> str:
    """How much of a sentence is told, and where it is seen."""
    pieces = "; ".join(f"“{one_line(piece)}”" for piece in one.pieces)
    said = f"{'shown' if told.for_the_eye else 'said'} in part, without {pieces}" if pieces else ""
    shown = f"shown in {one.shown}" if one.shown else ""
    how = ", ".join(filter(None, (said, shown)))
    return f" ({how})" if how else ""
