"""Cuts sentences where a speaker may stop: at their end, or between two clauses, never inside a phrase."""

import re
from dataclasses import dataclass
from itertools import pairwise

from infra.media.text.scripts import UNSPACED
from providers.offline.outline.text.pace import is_cjk, spoken_seconds
from providers.offline.outline.text.sentences import Sentence, finished

LONG_S = 5.6
"""A sentence that takes longer to say may be cut before a preposition too."""

_SUBJECT = r"(?:he|she|it|they|we|I|you|there|the|a|an|his|her|their|its|this|that|nobody|nothing|everyone|someone|[A-Z][a-z]+)"
_CUT = re.compile(
    rf"(?P<stop>[;:—–]|\s-)\s+"
    rf"|,\s+(?P<independent>and|but|so|yet)\s+(?={_SUBJECT}\b)"
    r"|,\s+(?P<dependent>(?:and|but|then|who|which|where|while|until|because|as|when|though|although|mending|with|\w{3,}ing)\b)\s*"
    rf"|\s+(?P<loose>and|but|so)\s+(?=(?:he|she|they|it|we|I|then)\b)"
)
_SOFT = re.compile(
    r"(?<!,)\s+(?=(?:with|into|onto|through|across|toward|towards|under|along|from|for|without|beneath|behind|beside)\s)"
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
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|「[^」]*」|\([^)]*\)")


@dataclass(frozen=True)
class Unit:
    """A sentence or a clause. `line` is its sentence's number.

    `opens` and `closes`: it begins or ends its sentence. `starts`: a line may begin with it even when what is
    before it was left out. `stops`: a line may end after it.
    """

    text: str
    line: int
    seconds: float
    opens: bool = True
    closes: bool = True
    starts: bool = True
    stops: bool = True


def units_of(sentences: list[Sentence], language: str) -> list[Unit]:
    """Every sentence as one or more units in order."""
    return [unit for number, s in enumerate(sentences) for unit in _cut(s.text, number, language)]


def _cut(text: str, number: int, language: str) -> list[Unit]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    cuts = [(c, i) for c, i in _places(text, language) if not any(a < c < b for a, b in quoted)]
    bounds = [0, *(c for c, _ in cuts), len(text)]
    units = []
    for index, (start, end) in enumerate(pairwise(bounds)):
        part = text[start:end].strip()
        units.append(
            Unit(
                part, number, spoken_seconds(part, language),
                opens=index == 0, closes=end == len(text),
                starts=index == 0 or cuts[index - 1][1],
                stops=end == len(text) or (language != "en" or _may_stop(part, first=index == 0)),
            )
        )  # fmt: skip
    return units


def _may_stop(part: str, *, first: bool) -> bool:
    """Whether a clause can be said alone: not `When the rain stopped`, not `Under the trees`."""
    if not first:
        return True
    return not _OPENS_DEPENDENT.match(part) and not (_OPENS_ASIDE.match(part) and len(part.split()) < 6)


def _places(text: str, language: str) -> list[tuple[int, bool]]:
    """Where `text` may be cut, and whether what follows stands by itself."""
    if language != "en":
        least = 5 if is_cjk(language) else 12
        cuts = [(match.end(), False) for match in _ELSEWHERE.finditer(text)]
    else:
        least = 12
        cuts = []
        for match in _CUT.finditer(text):
            word = next((match[g] for g in ("independent", "dependent", "loose") if match[g]), "")
            at = match.end() if not word else match.start() + match[0].index(word)
            stands = bool(
                match["independent"]
                or (match["loose"] in {"and", "but", "so"})
                or match["stop"] in {";", "—", "–"}
            )
            if not _in_list(text, match.start(), word):
                cuts.append((at, stands))
        if not cuts and spoken_seconds(text, language) > LONG_S:
            cuts = [
                (m.end(), False)
                for m in _SOFT.finditer(text)
                if "," not in text[max(0, m.start() - 14) : m.start()]
            ]
            least = 24
    kept: list[tuple[int, bool]] = []
    for at, stands in cuts:
        if at - (kept[-1][0] if kept else 0) >= least and len(text) - at >= least:
            kept.append((at, stands))
    return kept


def _in_list(text: str, at: int, word: str) -> bool:
    """Whether a comma before `and` ends an enumeration: `bread, cheese, and wine`."""
    before = text[:at].rsplit(",", 1)
    return (
        word == "and"
        and len(before) == 2
        and len(before[1].split()) <= 6
        and not re.search(r"\b(?:he|she|they|it|I|we)\b", before[1])
    )


def spoken(units: list[Unit] | tuple[Unit, ...]) -> str:
    """Consecutive or separate units as text to be read: capitals first, no dangling comma, full stops."""
    parts: list[str] = []
    for index, unit in enumerate(units):
        joined = (
            index > 0
            and not unit.opens
            and units[index - 1].line == unit.line
            and not units[index - 1].closes
        )
        if joined:
            parts[-1] = f"{parts[-1]}{'' if _unspaced(parts[-1]) else ' '}{unit.text}"
            continue
        text = unit.text
        if not unit.opens and unit.starts:
            text = re.sub(r"^(?:and|but|so|yet)\s+", "", text)
        parts.append(text)
    return (
        " ".join(finished(part) for part in parts)
        if not (parts and _unspaced(parts[0]))
        else "".join(map(finished, parts))
    )


def _unspaced(text: str) -> bool:
    return bool(UNSPACED.search(text))
