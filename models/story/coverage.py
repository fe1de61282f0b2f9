"""What a film leaves out of the text that it was told from, and what of it is seen and not said."""

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

    Of the `count` that are left out `partly` are told in part; `shown` more are seen in a shot and said by nobody. It is
    not `sure` where a model tells a text in words of its own.
    """

    sentences: int
    count: int
    partly: int = 0
    shown: int = 0
    first: str = ""
    sure: bool = True

    @property
    def short(self) -> str:
        """In a few words: `3 of 12 sentences left out, 2 shown and not said`."""
        if not self.count:
            return f"{self.shown} of {self.sentences} sentences shown and not said"
        said = "left out" if self.sure else "perhaps left out"
        some = f", {self.partly} in part" if self.partly and self.partly < self.count else ""
        some = " in part" if self.partly == self.count else some
        also = f", {self.shown} shown and not said" if self.shown else ""
        return f"{self.count} of {self.sentences} sentences {said}{some}{also}"


class Untold(NamedTuple):
    """A sentence that is left out, by its place in the text from 1.

    `pieces` are what is missing of one that is told in part, `shown` the id of the shot in which one is seen that nobody
    says.
    """

    number: int
    text: str
    pieces: tuple[str, ...] = ()
    shown: str = ""

    @property
    def only_shown(self) -> bool:
        """Whether nothing of it is said, and all of it is seen."""
        return bool(self.shown and not self.pieces)


class Telling:
    """What the shots of a film say and show, to be asked whether it tells a sentence.

    What is for the ear has to be heard, and what is for the eye seen in one picture: its words in a row, in whole or
    clause by clause. Where the film has words of its own (`rewritten`), most of its words anywhere are enough.
    """

    def __init__(self, title: str, shots: Sequence[Shot], *, rewritten: bool) -> None:
        named, heard = _words(title), [word for shot in shots for word in _words(shot.words)]
        seen = [_words(shot.seen) for shot in shots]
        prompts = [_words(shot.enhanced_prompt) for shot in shots if rewritten]
        self._heard, self._anywhere = _Rows([named, heard]), _Rows([named, heard, *seen, *prompts])
        self._shots = [(shot.shot_id, _Rows([words])) for shot, words in zip(shots, seen, strict=True)]
        self._seen = _Rows([named, *seen])
        runs = [named, heard, *seen, *prompts]
        self._all = {word for run in runs for word in run} if rewritten else set()

    def untold(self, number: int, sentence: str, *, for_the_eye: bool = False) -> Untold | None:
        """What is left out of a sentence; none when it is told, or when it has no words."""
        words = _words(sentence)
        if not words or _LAST_WORDS.fullmatch(sentence):
            return None
        if self._all:
            told = sum(word in self._all for word in words) >= _TOLD * len(words)
            return None if told or self._anywhere.have(words) else Untold(number, sentence)
        rows = self._seen if for_the_eye else self._heard
        if rows.have(words):
            return None
        clauses = [clause for clause in (part.strip() for part in _PAUSE.split(sentence)) if _words(clause)]
        missing = [clause for clause in clauses if not rows.have(_words(clause))]
        if not missing:
            return None
        long = any(len(_words(clause)) > _FEW for clause in clauses if clause not in missing)
        shown = "" if for_the_eye or not self._seen.have(words) else self._shot_of(words)
        return Untold(number, sentence, tuple(missing) if long else (), shown)

    def _shot_of(self, words: Sequence[str]) -> str:
        return next((name for name, rows in self._shots if rows.have(words)), "")


class _Rows:
    """Runs of words, to be asked whether others stand in one of them in a row."""

    def __init__(self, runs: Iterable[Sequence[str]]) -> None:
        kept = list(dict.fromkeys(map(tuple, runs)))
        self._text = "".join(f" {' '.join(run)} |" for run in kept)
        self._beginnings = {run[at : at + _FEW] for run in kept for at in range(len(run))}

    def have(self, words: Sequence[str]) -> bool:
        """Whether words stand in a row; their first few say at once where they do not."""
        if len(words) >= _FEW and tuple(words[:_FEW]) not in self._beginnings:
            return False
        return f" {' '.join(words)} " in self._text


def left_out(untold: Iterable[Untold], sentences: int, *, rewritten: bool) -> LeftOut | None:
    """How much is left out of a text of so many sentences; nothing when all of it is told."""
    count = partly = shown = 0
    first = seen = ""
    for one in untold:
        if one.only_shown:
            shown, seen = shown + 1, seen or quoted(one.text)
        else:
            count, partly, first = count + 1, partly + bool(one.pieces), first or quoted(one.text)
    if not count and not shown:
        return None
    return LeftOut(
        sentences=sentences,
        count=count,
        partly=partly,
        shown=shown,
        first=first or seen,
        sure=not rewritten,
    )


def remark(left: LeftOut, seconds: float, shots: int) -> str:
    """A sentence about what a film of `seconds` seconds leaves out."""
    text = f"{_holds(seconds, shots)}: of the text's {left.sentences} sentences "
    shown = f"{_are(left.shown)} shown and not said" if left.shown else ""
    if not left.count:
        return f"{text}{shown}, the first “{left.first}”. A longer film holds more."
    are = _are(left.count) if left.sure else f"{_many(left.count)} may be"
    partly = f" ({'it' if left.count == 1 else left.partly} in part)" if left.partly else ""
    more = f", and {shown}" if shown else ""
    return f"{text}{are} left out{partly}, the first “{left.first}”{more}. A longer film holds more."


def _many(count: int) -> str:
    return "one" if count == 1 else str(count)


def _are(count: int) -> str:
    return f"{_many(count)} {'is' if count == 1 else 'are'}"


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
