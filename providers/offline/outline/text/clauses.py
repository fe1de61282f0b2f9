"""Cuts sentences where a speaker may stop: at their end, or at a mark between two clauses, never inside a phrase."""

import re
from dataclasses import dataclass
from itertools import pairwise

from infra.media.text.scripts import UNSPACED
from models.cut.lengths import AROUND_VOICE_S, PLANNED_SHOT_S
from providers.offline.outline.text.pace import is_cjk, spoken_seconds
from providers.offline.outline.text.sentences import Sentence, finished

BREATH_S = PLANNED_SHOT_S[1] - AROUND_VOICE_S
"""The most that one shot says, in seconds: what takes longer is cut at any mark, and said over shots that follow each other."""

_SUBJECT = r"(?:he|she|it|they|we|I|you|there|the|a|an|his|her|their|its|this|that|nobody|nothing|everyone|someone|[A-Z][a-z]+)"
_CUT = re.compile(
    rf"(?:[;:—–]|\s-)\s+"
    rf"|,\s+(?P<independent>and|but|so(?!\s+that\b)|yet)\s+(?={_SUBJECT}\b)"
    r"|,\s+(?P<dependent>(?:and|but|so\s+that|then|who|which|where|while|until|because|as|when|though|although|mending|with|\w{3,}ing)\b)\s*"
)
_OPENS_DEPENDENT = re.compile(
    r"^[\"“]?(?:if|when|while|because|although|though|as|after|before|since|until|once|unless|where|whenever|having|\w+ing)\b",
    re.IGNORECASE,
)
_OPENS_ASIDE = re.compile(
    r"^[\"“]?(?:in|on|at|under|over|by|from|with|near|behind|beyond|inside|after|before|far|there|then|one|to)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"[，；：、]|[،؛]\s*|,\s+(?=(?:et|mais|y|pero|und|aber|e|ma|mas|ou)\s)|;\s+")
_MARK = re.compile(r"[，；：、]|[,;،؛](?:\s+|(?=[\"”»]\s))|[:—–]\s+|\s-\s+")
"""Where whoever reads a sentence aloud takes a breath."""
_SHORTEST_PART, _SHORTEST_SPACELESS = 12, 5
"""Characters of what a sentence is cut into, and of a part of one that is written without spaces."""
_QUOTED = re.compile(r"\"[^\"]*\"|„[^“”]*[“”]|“[^”]*”|»[^«»]*«|«[^»]*»|「[^」]*」|\([^)]*\)")


@dataclass(frozen=True)
class Unit:
    """A sentence or a clause. `line` is its sentence's number.

    `opens` and `closes`: it begins or ends its sentence; what does not open one is said after what is before it alone.
    `stops`: a line may end after it. `leads`: its sentence is too long for one shot, and what
    follows it there is said next or it is not said.
    """

    text: str
    line: int
    seconds: float
    opens: bool = True
    closes: bool = True
    stops: bool = True
    leads: bool = False


def units_of(sentences: list[Sentence], language: str) -> list[Unit]:
    """Every sentence as one or more units in order."""
    return [unit for number, s in enumerate(sentences) for unit in _cut(s.text, number, language)]


def _cut(text: str, number: int, language: str) -> list[Unit]:
    places = [(at, False) for at in _places(text, language)]
    cuts = _shortened(text, _outside_quotes(text, places), language)
    bounds = [0, *(at for at, _ in cuts), len(text)]
    leading = dict(cuts)
    long = spoken_seconds(text, language) > BREATH_S
    units = []
    for start, end in pairwise(bounds):
        part = text[start:end].strip()
        may_stop = language != "en" or _may_stop(part, first=start == 0)
        leads = leading.get(end, False) or (long and not may_stop and end < len(text))
        units.append(
            Unit(
                part, number, spoken_seconds(part, language),
                opens=start == 0, closes=end == len(text),
                stops=end == len(text) or (may_stop and not leads), leads=leads,
            )
        )  # fmt: skip
    return units


def _outside_quotes(text: str, cuts: list[tuple[int, bool]]) -> list[tuple[int, bool]]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    return [(at, leads) for at, leads in cuts if not any(a < at < b for a, b in quoted)]


def _shortened(text: str, cuts: list[tuple[int, bool]], language: str) -> list[tuple[int, bool]]:
    """The cuts, and at every mark of what is still too long for one breath: within a quotation only where it has to be.

    With each it is said whether the rest has to follow.
    """
    marks: list[tuple[int, bool]] = [(match.end(), True) for match in _MARK.finditer(text)]
    for more in (_outside_quotes(text, marks), marks):
        bounds = [0, *(at for at, _ in cuts), len(text)]
        longs = [
            (start, end)
            for start, end in pairwise(bounds)
            if spoken_seconds(text[start:end], language) > BREATH_S
        ]
        if not longs:
            break
        added = [cut for cut in more if any(start < cut[0] < end for start, end in longs)]
        cuts = _apart(text, [*cuts, *added], language)
    return cuts


def _apart(text: str, cuts: list[tuple[int, bool]], language: str) -> list[tuple[int, bool]]:
    """The cuts in order, without those that would leave a part too short to be said by itself."""
    least = _SHORTEST_SPACELESS if is_cjk(language) else _SHORTEST_PART
    kept: list[tuple[int, bool]] = []
    for at, leads in sorted(cuts, key=lambda cut: cut[0]):
        if at - (kept[-1][0] if kept else 0) >= least and len(text) - at >= least:
            kept.append((at, leads))
    return kept


def _may_stop(part: str, *, first: bool) -> bool:
    """Whether a clause can be said alone: not `When the rain stopped`, not `Under the trees`."""
    if not first:
        return True
    return not _OPENS_DEPENDENT.match(part) and not (_OPENS_ASIDE.match(part) and len(part.split()) < 6)


def _places(text: str, language: str) -> list[int]:
    """Where `text` may be cut."""
    ends = [match.end() for match in _ELSEWHERE.finditer(text)] if language != "en" else _english_places(text)
    return [at for at, _ in _apart(text, [(at, False) for at in ends], language)]


def _english_places(text: str) -> list[int]:
    cuts = []
    for match in _CUT.finditer(text):
        word = match["independent"] or match["dependent"] or ""
        if not _in_list(text, match.start(), word):
            cuts.append(match.end() if not word else match.start() + match[0].index(word))
    return cuts


def _in_list(text: str, at: int, word: str) -> bool:
    """Whether a comma before `and` ends an enumeration: `bread, cheese, and wine`."""
    before = text[:at].rsplit(",", 1)
    return (
        word == "and"
        and len(before) == 2
        and len(before[1].split()) <= 6
        and not re.search(r"\b(?:he|she|they|it|I|we)\b", before[1])
    )


def spoken(units: list[Unit] | tuple[Unit, ...], *, continues: bool = False, goes_on: bool = False) -> str:
    """Consecutive or separate units as text to be read: capitals first, no dangling comma, full stops.

    What `continues` a sentence of the shot before begins as it is written, and what `goes_on` in the shot after ends so.
    """
    parts: list[str] = []
    for index, unit in enumerate(units):
        before = units[index - 1] if index else None
        if before and not unit.opens and before.line == unit.line and not before.closes:
            parts[-1] = f"{parts[-1]}{'' if _unspaced(parts[-1]) else ' '}{unit.text}"
        else:
            parts.append(unit.text)
    said = [
        finished(part, opens=not continues or number > 0, closes=not goes_on or number < len(parts) - 1)
        for number, part in enumerate(parts)
    ]
    return ("" if parts and _unspaced(parts[0]) else " ").join(said)


def _unspaced(text: str) -> bool:
    return bool(UNSPACED.search(text))
