"""The words of a note that mean something: where they stand, and whether they say that it is not so."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from infra.media.text.scripts import UNSPACED
from providers.offline.outline.text.word_sets import word_set

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_BREAK = re.compile(
    r"[,;:.!?\n()、。，；！？،؛؟]|\b(?:and|but|und|aber|sondern|et|mais|y|pero|sino|e|ma|mas)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

_NOT = word_set(
    "not never don't dont doesn't isn't aren't shouldn't won't can't cannot mustn't wasn't didn't nicht nie niemals ne non não "
    "nunca jamais mai لا ليس ليست لن"
)
_WITHOUT = word_set(
    "no without instead rather stop remove lose drop minus less kein keine keinen keinem keiner keines ohne statt sans sin senza "
    "sem pas بدون بلا دون غير"
)
_STRETCHED = word_set("longer more sea es esté está debe haga haya")
"""After `no` these make it deny as much as `not` does: `no longer at night`, `que no sea de noche`."""
_OR = word_set("or nor oder noch ou o ni né nem أو")
_AFTERWARDS = word_set("nicht")
_NOT_REACH, _WITHOUT_REACH = 5, 2
_BEFORE_HAN = re.compile(r"(?:[不没沒無无非勿]|(?<!特)[别別]).{0,4}$", re.DOTALL)
_AFTER_HAN = re.compile(r"^[がはもをでにじゃ降らせて]{0,6}(?:ない|なし|なく|なか|ません|やめ)")


@dataclass(frozen=True)
class Hit:
    """A piece of a note: the value that it means, the words, where they stand, whether they are denied."""

    value: str
    words: str
    start: int
    end: int
    denied: bool


@dataclass
class Note:
    """A note's `text`, and what is `left` of it: what was understood is blank there, at the same places."""

    text: str
    left: str

    def blank(self, start: int, end: int) -> None:
        """What stands there is understood, and not read again."""
        self.left = f"{self.left[:start]}{' ' * (end - start)}{self.left[end:]}"

    def take(self, table: str) -> list[Hit]:
        """What the words of a table say, in the order of the text."""
        found = []
        for value, pattern in words(table):
            for match in list(pattern.finditer(self.left)):
                start, end = match.span()
                found.append(Hit(value, self.text[start:end], start, end, self.denied(start, end)))
                self.blank(start, end)
        return sorted(found, key=lambda hit: hit.start)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Where the clause begins and ends that holds a piece of the text."""
        before = [hit.end() for hit in _BREAK.finditer(self.text, 0, start)]
        after = _BREAK.search(self.text, end)
        return (before[-1] if before else 0), (after.start() if after else len(self.text))

    def clauses(self) -> Iterator[tuple[int, int]]:
        """Where each clause of the text begins and ends."""
        start = 0
        for hit in _BREAK.finditer(self.text):
            yield start, hit.start()
            start = hit.end()
        yield start, len(self.text)

    def denied(self, start: int, end: int) -> bool:
        """Whether the clause says that it is not so: `not at night`, `without rain`, `雨ではない`."""
        first, last = self.clause(start, end)
        before, after = self.text[first:start], self.text[end:last]
        if UNSPACED.search(self.text[start:end]):
            return bool(_BEFORE_HAN.search(before) or _AFTER_HAN.search(after))
        words_after = _WORD.findall(after.lower())[:2]
        return _denies(_plain(before)) or any(word in _AFTERWARDS for word in words_after)


def _plain(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def _denies(before: list[str]) -> bool:
    more = _NOT_REACH if any(word in _OR for word in before) else 0
    for back, word in enumerate(reversed(before), start=1):
        following = before[-back + 1] if back > 1 else ""
        far = word in _NOT or word.startswith("n'") or (word == "no" and following in _STRETCHED)
        if far and back <= _NOT_REACH + more:
            return True
        if word in _WITHOUT and back <= _WITHOUT_REACH + more:
            return True
    return False


@lru_cache(maxsize=16)
def words(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The values of a table of `words.toml` with what means them."""
    tables = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return tuple(
        (value, re.compile("|".join(_whole(word) for word in listed), re.IGNORECASE))
        for value, listed in tables[table].items()
    )


def _whole(word: str) -> str:
    """A pattern that finds a word as its script writes it: with `and`, `in` and `the` joined to it in Arabic."""
    if UNSPACED.search(word):
        return word
    joined = r"(?:[وفبكل]?(?:ال)?|لل)" if _ARABIC.search(word) else ""
    return rf"(?<![\w'’]){joined}(?:{word})(?!\w)"
