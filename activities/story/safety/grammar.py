"""The grammar of the local word list: sets of words, phrases of them, and rules that join phrases."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from activities.story.safety.plain_text import Ages, plain
from infra.media.text.scripts import UNSPACED

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_BETWEEN = r"[^\w.!?;:。！？؟]+"
_SENTENCE = re.compile(r"[.!?;。！？؟]")
_SPARED_WITHIN = 40
"""Characters before a match in which a word that spares it is looked for."""


class _Step(NamedTuple):
    """What a text must hold, as a word or anywhere, for one step of a phrase to be found in it."""

    words: frozenset[str]
    parts: tuple[str, ...]

    def possible(self, words: frozenset[str], text: str) -> bool:
        return not self.words.isdisjoint(words) or any(part in text for part in self.parts)


class _Phrase(NamedTuple):
    """A phrase as a pattern, and its steps, which tell quickly that a text does not hold it."""

    pattern: re.Pattern[str]
    steps: tuple[_Step, ...]

    def possible(self, words: frozenset[str], text: str) -> bool:
        return all(step.possible(words, text) for step in self.steps)


class _Rule(NamedTuple):
    """Phrases that must all be found, and some that must not: in one sentence, or anywhere when `wide`."""

    phrases: tuple[_Phrase, ...]
    unless: tuple[_Phrase, ...]
    wide: bool


class Grammar:
    """The categories of a word list, the worst first, as `words.toml` describes them."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._sets: dict[str, list[str]] = {}
        for name, entries in data["sets"].items():
            self._sets[name] = [one for entry in entries for one in self._expanded(entry)]
        self._ages = Ages(**data["ages"])
        self._harmless = [self._phrase(text) for text in data["harmless"]]
        spared = "|".join(
            re.escape(word) if UNSPACED.search(word) else rf"(?<!\w){re.escape(word)}[\s-]+"
            for word in map(plain, data["spared_after"])
        )
        self._spared = re.compile(rf"(?:{spared})\Z")
        self._rules: dict[str, list[_Rule]] = {
            name: [self._rule(rule) for rule in rules] for name, rules in data["categories"].items()
        }

    def category_of(self, text: str) -> str:
        """The worst category that a text falls under; empty for none."""
        text = self._ages.named(plain(text))
        words = frozenset(re.findall(r"\w+", text))
        for phrase in self._harmless:
            if phrase.possible(words, text):
                text = phrase.pattern.sub(" , ", text)
        sentences = [part for part in _SENTENCE.split(text) if part.strip()]
        for category, rules in self._rules.items():
            if any(self._holds(rule, text, sentences, words) for rule in rules):
                return category
        return ""

    def _holds(self, rule: _Rule, text: str, sentences: Sequence[str], words: frozenset[str]) -> bool:
        if not all(phrase.possible(words, text) for phrase in rule.phrases):
            return False
        return any(
            all(self._found(phrase, part) for phrase in rule.phrases)
            and not any(phrase.pattern.search(part) for phrase in rule.unless)
            for part in ([text] if rule.wide else sentences)
        )

    def _found(self, phrase: _Phrase, text: str) -> bool:
        return any(
            not self._spared.search(text, max(0, match.start() - _SPARED_WITHIN), match.start())
            for match in phrase.pattern.finditer(text)
        )

    def _rule(self, rule: str) -> _Rule:
        wide = " + " in rule
        parts = [part.strip() for part in re.split(r" [&+] ", rule)]
        return _Rule(
            phrases=tuple(self._phrase(part) for part in parts if not part.startswith("!")),
            unless=tuple(self._phrase(part[1:]) for part in parts if part.startswith("!")),
            wide=wide,
        )

    def _expanded(self, entry: str) -> list[str]:
        return self._sets[entry[1:]] if entry.startswith("@") else [entry]

    def _phrase(self, phrase: str) -> _Phrase:
        pattern, gap, steps = "", False, list[_Step]()
        for step in phrase.split():
            if step == "..":
                gap = True
                continue
            entries = [one for entry in step.split("|") for one in self._expanded(entry.replace("_", " "))]
            if pattern:
                pattern += _BETWEEN + (rf"(?:\w+{_BETWEEN}){{0,4}}" if gap else "")
            pattern += f"(?:{'|'.join(_entry(entry) for entry in entries)})"
            steps.append(_step([plain(entry) for entry in entries]))
            gap = False
        return _Phrase(re.compile(pattern), tuple(steps))


def _step(entries: Sequence[str]) -> _Step:
    loose = [one for one in entries if "*" in one or UNSPACED.search(one) or _ARABIC.search(one)]
    return _Step(
        words=frozenset(re.findall(r"\w+", one)[0] for one in entries if one not in loose),
        parts=tuple(re.findall(r"\w+", one)[0] for one in loose),
    )


def _entry(entry: str) -> str:
    """An entry of a set, of one word or several, as a pattern over plain text."""
    entry = plain(entry)
    if UNSPACED.search(entry):
        return re.escape(entry)
    words = _BETWEEN.join(_word(word) for word in re.findall(r"\w+[*]?", entry))
    return rf"(?<!\w){words}(?!\w)"


def _word(word: str) -> str:
    stem = re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")
    return rf"(?:[وف]?(?:ال|لل|[بلك])?){stem}" if _ARABIC.search(word) else stem
