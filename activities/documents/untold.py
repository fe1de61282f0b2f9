"""`left_out.md`: what a film neither lets hear nor see of its text, sentence by sentence."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from infra.reading.reader import is_plain, read_brief
from infra.reading.sentences import sentences
from models.brief import Brief
from models.readable import one_line
from models.shots.shot_list import Shot
from models.story.coverage import LeftOut, Telling, Untold, left_out

MOST_LISTED = 2_000
"""Sentences that are listed; of more it is said how many they are."""
_READ_CHARS = 400_000
"""Of plain text that is read as a writer reads it: what follows in a longer one is only told apart into sentences, which
takes a second for 10 MB instead of half a minute."""
_ENDS = re.compile(r"(?<=[.!?…])[\"'”’»)]*\s+|(?<=[。！？])[」』”]*\s*|\n\s*\n\s*")


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
    untold = [
        found
        for number, (_, sentence) in enumerate(whole, start=1)
        if (found := telling.untold(number, sentence))
    ]
    left = left_out(untold, len(whole), rewritten=rewritten)
    if left is None:
        return None
    headings = {one.number: whole[one.number - 1][0] for one in untold[:MOST_LISTED]}
    return UntoldText(left, _paper(left, untold, headings, title).encode())


def sentences_in(brief: Brief) -> int:
    """How many sentences the words of a brief have."""
    return sum(1 for _ in _sentences(brief.text))


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Every sentence that is to be heard or seen, with the heading that its scene has."""
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
                    yield scene.heading, sentence
    for sentence in _ENDS.split(rest):
        if re.search(r"\w", sentence):
            yield "", sentence.strip()


def _paper(left: LeftOut, untold: Sequence[Untold], headings: dict[int, str], title: str) -> str:
    told = (
        "These sentences of the text are neither heard nor seen in the film."
        if left.sure
        else "A model tells the text in its own words: these sentences may be neither heard nor seen in the film, because "
        "too few of their words are in it."
    )
    lines = [
        f"# Left out of {one_line(title) or 'the film'}",
        "",
        f"{left.short[0].upper()}{left.short[1:]}. {told}",
        "",
    ]
    heading = ""
    for one in untold[:MOST_LISTED]:
        if headings[one.number] != heading:
            heading = headings[one.number]
            lines += ["", f"## {one_line(heading)}", ""] if heading else [""]
        place = f"{one.number} of {left.sentences}"
        pieces = "; ".join(f"“{one_line(piece)}”" for piece in one.pieces)
        lines.append(
            f"- **{place}** {one_line(one.text)}" + (f" (told in part, without {pieces})" if pieces else "")
        )
    if (more := len(untold) - MOST_LISTED) > 0:
        lines += ["", f"… and {more} more."]
    return "\n".join(lines) + "\n"
