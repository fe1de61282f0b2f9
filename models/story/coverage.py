"""What a film neither lets hear nor see of the text that it was told from."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from models.base import Frozen
from models.shots.shot_list import Shot

MOST_QUOTED = 80
"""Characters of a sentence that are quoted where there is no room for all of it."""
_WORDS = re.compile(r"\w+")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Japanese and Chinese are written without spaces."""
_PAUSE = re.compile(r"[;:—–،؛，；：、…]|,(?!\d)|\s-\s|[.!?。！？](?=\W)")
_LAST_WORDS = re.compile(r"\W*(?:the\s+)?end\W*", re.IGNORECASE)
_TOLD = 0.6
"""The share of a sentence's words that a film has to have for it to be told in other words."""
_CROWD = 2
_FEW = 3
"""Words in a row that many texts have: fewer stand in a film by chance, when they are not a sentence."""


class LeftOut(Frozen):
    """How many of a text's `sentences` a film leaves out, and how the first of them begins.

    `partly` are those of which only a part is told. It is not `sure` where a model tells a text in words of its own.
    """

    sentences: int
    count: int
    partly: int = 0
    first: str = ""
    sure: bool = True

    @property
    def short(self) -> str:
        """In a few words: `3 of 12 sentences left out`."""
        said = "left out" if self.sure else "perhaps left out"
        some = f", {self.partly} in part" if self.partly and self.partly < self.count else ""
        some = " in part" if self.partly == self.count else some
        return f"{self.count} of {self.sentences} sentences {said}{some}"


class Untold(NamedTuple):
    """A sentence that is left out, by its place in the text from 1; of one that is told in part the `pieces` that are not."""

    number: int
    text: str
    pieces: tuple[str, ...] = ()


class Telling:
    """What the shots of a film say and show, to be asked whether it tells a sentence.

    The words of a sentence have to be heard in a row, or seen in one picture, in whole or clause by clause; where the film
    has words of its own (`rewritten`), most of its words anywhere are enough.
    """

    def __init__(self, title: str, shots: Sequence[Shot], *, rewritten: bool) -> None:
        heard = [word for shot in shots for word in _words(shot.words)]
        seen = [shot.seen for shot in shots] + [shot.enhanced_prompt for shot in shots if rewritten]
        runs = [_words(title), heard, *map(_words, seen)]
        self._text = "".join(f" {' '.join(run)} |" for run in dict.fromkeys(map(tuple, runs)))
        self._rows = {run[at : at + _FEW] for run in map(tuple, runs) for at in range(len(run))}
        self._all = {word for run in runs for word in run} if rewritten else set()

    def untold(self, number: int, sentence: str) -> Untold | None:
        """What is left out of a sentence; none when it is told, or when it has no words."""
        words = _words(sentence)
        if not words or self._has(words) or _LAST_WORDS.fullmatch(sentence):
            return None
        if self._all:
            told = sum(word in self._all for word in words) >= _TOLD * len(words)
            return None if told else Untold(number, sentence)
        clauses = [clause for clause in (part.strip() for part in _PAUSE.split(sentence)) if _words(clause)]
        missing = [clause for clause in clauses if not self._has(_words(clause))]
        if not missing:
            return None
        long = any(len(_words(clause)) > _FEW for clause in clauses if clause not in missing)
        return Untold(number, sentence, tuple(missing) if long else ())

    def _has(self, words: Sequence[str]) -> bool:
        """Whether words stand in a row; their first few say at once where they do not."""
        if len(words) >= _FEW and tuple(words[:_FEW]) not in self._rows:
            return False
        return f" {' '.join(words)} " in self._text


def left_out(untold: Iterable[Untold], sentences: int, *, rewritten: bool) -> LeftOut | None:
    """How much is left out of a text of so many sentences; nothing when all of it is told."""
    count = partly = 0
    first = ""
    for one in untold:
        first = first or quoted(one.text)
        count, partly = count + 1, partly + bool(one.pieces)
    if not count:
        return None
    return LeftOut(sentences=sentences, count=count, partly=partly, first=first, sure=not rewritten)


def remark(left: LeftOut, seconds: float, shots: int) -> str:
    """A sentence about what a film of `seconds` seconds leaves out."""
    which = "one" if left.count == 1 else str(left.count)
    are = ("is" if left.count == 1 else "are") if left.sure else "may be"
    partly = f" ({'it' if left.count == 1 else left.partly} in part)" if left.partly else ""
    return (
        f"{_holds(seconds, shots)}: of the text's {left.sentences} sentences {which} {are} left out{partly}, "
        f"the first “{left.first}”. A longer film holds more."
    )


def crowded(sentences: int, seconds: float, shots: int) -> str:
    """A sentence about a text that a model will tell in its own words, when there are fewer shots than sentences."""
    if sentences <= shots or sentences < _CROWD:
        return ""
    return f"{_holds(seconds, shots)}, and the text has {sentences} sentences: some of it may be left out. A longer film holds more."


def _holds(seconds: float, shots: int) -> str:
    return f"{seconds:g} s hold {'one shot' if shots == 1 else f'{shots} shots'}"


def quoted(sentence: str) -> str:
    """The beginning of a sentence, in one line, without the marks around it."""
    text = " ".join(sentence.split()).strip("“”\"' ")
    return text if len(text) <= MOST_QUOTED else f"{text[: MOST_QUOTED - 1].rstrip()}…"


def _words(text: str) -> list[str]:
    """The words of a text; a script without spaces is read character by character."""
    found = _WORDS.findall(text.casefold())
    return [part for word in found for part in (word if _SPACELESS.search(word) else [word])]
