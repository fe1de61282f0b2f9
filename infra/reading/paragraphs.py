"""Plain text in paragraphs: lines that a page broke are whole again, and those that were meant stay apart."""

import itertools
import re
from statistics import median

from infra.media.text.scripts import UNSPACED
from infra.reading.typography import unhyphenated

HEADING = re.compile(
    r"^\s*(?:#{1,6}\s+|(?:chapter|part|kapitel|teil|chapitre|capítulo|capitolo|bölüm|глава)\s+(?:[\divxlc]{1,7}|one|two|three|four|five|six|seven"
    r"|eight|nine|ten)\b(?:[.:—–-].{0,60})?\s*$|[ivxlc]{1,7}[.)]?\s*$|\d{1,3}[.)]?\s*$|(?:[*_=~#-]\s*){3,}$)",
    re.IGNORECASE,
)
BULLET = re.compile(r"^\s*(?:[-*+•·–]\s+|\d{1,3}[.)]\s+)(?=\S)")
_ENDS = re.compile(r"[.!?…。！？؟۔।:;][\"'”’»)\]」』]*$")
_TURN = re.compile(r"[—―]\s*\S")
"""How a turn of a conversation begins in the languages that set it with a dash."""
_WITHIN = re.compile(r"[^\W\d_]{2}[.!?…][\"'”’»)]*\s+[\"'“‘(«„]?[^\W\d_]")
_WRAPPED = 0.8
"""The share of a paragraph's lines that end where a page's width made them."""
_NARROW, _WIDE, _NARROWEST = 20, 140, 8
"""Characters of the widest line of a text that a page broke."""


def paragraphs(text: str) -> list[str]:
    """The stretches of a text that no sentence crosses, each in one line, headings left out.

    A line is joined to the one before it where that ends because the page does, or in the middle of a sentence. What is
    listed, and what is set line by line as verse is, stays apart.
    """
    return [block for part in re.split(r"\n[^\S\n]*\n\s*", text) for block in _blocks(part, text)]


def _blocks(paragraph: str, text: str) -> list[str]:
    lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
    wrapped = _is_wrapped([line for line in lines if not HEADING.match(line)])
    blocks: list[str] = []
    apart = in_list = True
    for line in lines:
        if HEADING.match(line):
            apart = True
            continue
        listed = bool(BULLET.match(line))
        told = BULLET.sub("", line)
        goes_on = not listed and (wrapped or _goes_on(blocks[-1] if blocks else "", told)) and not in_list
        goes_on = goes_on or (in_list and not apart and not listed and told[:1].islower())
        if blocks and goes_on and not apart and not _TURN.match(told):
            gap = "" if UNSPACED.match(blocks[-1][-1:]) or UNSPACED.match(told[:1]) else " "
            blocks[-1] = unhyphenated(blocks[-1], told, text) or f"{blocks[-1]}{gap}{told}"
        else:
            blocks.append(told)
        apart, in_list = False, listed
    return blocks


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines are as long as they can be: the next one's first word would not have fitted."""
    widest = max(map(len, lines), default=0)
    if len(lines) > 1 and widest >= _NARROWEST and all(UNSPACED.search(line) for line in lines):
        # Any character may end such a line.
        return sum(len(line) >= widest - 2 for line in lines[:-1]) >= _WRAPPED * (len(lines) - 1)
    if len(lines) < 2 or not _NARROW <= widest <= _WIDE:
        return len(lines) > 1 and median(map(len, lines)) >= 50 and _runs_on(lines)
    # A word may be broken at a line's end, and a page set by hand is a few characters uneven.
    full = [
        len(line) + len(following.split()[0]) + 1 > widest - 3
        for line, following in itertools.pairwise(lines)
    ]
    return (
        sum(full) >= _WRAPPED * len(full)
        and (len(lines) > 2 or not _ENDS.search(lines[0]))
        and _runs_on(lines)
    )


def _runs_on(lines: list[str]) -> bool:
    """Whether lines end in the middle of sentences, and sentences in the middle of lines: in verse neither does."""
    if any(_WITHIN.search(line) for line in lines):
        return True
    broken = [following for line, following in itertools.pairwise(lines) if not _ENDS.search(line)]
    small = [following for following in broken if following.lstrip("\"'“‘(«„")[:1].islower()]
    caseless = [
        following for following in broken if not following[:1].isupper() and not following[:1].islower()
    ]
    return not broken or len(small) + len(caseless) >= len(broken) / 2


def _goes_on(before: str, line: str) -> bool:
    first = line.lstrip("\"'“‘(«„")[:1]
    return bool(before) and not _ENDS.search(before) and first.islower()
