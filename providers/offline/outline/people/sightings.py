"""The capitalised words of a text, and what their neighbours tell of each: a person, a place, or nobody."""

import re
from dataclasses import dataclass, field

from providers.offline.outline.people.name_words import (
    ACTS,
    ARTICLES,
    BETWEEN,
    INSIDE,
    LEADS_ON,
    NOT_NAMES,
    OF_AGE,
    PLACE_ENDINGS,
    SHORTENED,
    THING_ENDINGS,
    TITLES,
    TOWARDS,
)
from providers.offline.outline.people.tongue import Tongue, known_places
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.quotes import QUOTED

_LONGEST_NAME = 40
SURE = 1.0
"""From how much evidence on a name is somebody's."""
_MOST_BEFORE = 3
"""Words that may stand before whom a sentence is about."""
_ENDS_IN_ARTICLE = re.compile(r"\b(?:the|a|an) $", re.IGNORECASE)
_FOLLOWS = re.compile(r"(?:\s+[^\W\d_]+(?:['’´][^\W\d_]+)?){1,4}")
_SPOKEN_TO = re.compile(r"(?:[\"“«„—]\s*|[\"“«„][^\"”»“]*, )$")
_SUBJECT = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
HE_OR_SHE = re.compile(r"\b(?:he|she|his|her|him|himself|herself|who)\b", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:^(?:[^\W\d_]+[ ,.\n]+){0,6}?(?:[Bb]y|BY)|\b(?:[Ww]ritten|[Dd]irected|[Ss]tory|[Ss]creenplay|WRITTEN|STORY) (?:and \w+ )?(?:[Bb]y|BY)"
    r"|\b(?:[Aa]uthor|[Ww]riter|[Cc]redit|[Cc]opyright|AUTHOR|[Aa]uteur|[Aa]utor|[Aa]utore):| ©)\s+"
    r"([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2})"
)
_AGED_SPEAKER = re.compile(rf"(\w+) (?:the|la|le|el|il|der|die) (?:{'|'.join(sorted(OF_AGE))}) $")
_PLURAL = re.compile(r"(?:[eo]rs|ists|ans|ants|ents|ees|tives|plants|birds|animals|citizens|scientists)$")
"""`Engineers listened` is no name."""
_AND = re.compile(r" (?:and|und|et|y|e|ve) ")
_ENDS = re.compile(r"(?:ed|[^s]s)$")
"""Of an English verb, and of many nouns."""
_MOST_WEAK = 0.8
"""What many weak signs together are worth: without another they make nobody."""
_VERB = re.compile(
    rf"(?:['’]s \w+)?(?:,[^,]*,)?\s+(?:\w+ly )?(?:{'|'.join(sorted(ACTS))}|(?:{'|'.join(sorted(BETWEEN - {''}))})|\w{{2,}}(?:ed|[^s]s))\b"
)
_GOING_ON = re.compile(
    r"(?!during|(?:any|every|no|some)?thing|morning|evening|building|ceiling|wedding|spring|string)\w{2,}ing"
)
"""`Aldar Kose riding his horse` is what somebody does, told without a verb of its own."""
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass
class Named:
    """A name and what speaks for a person or for a place. `forms` are the other ways the text says it.

    `acts` is 1 and more where somebody is known, `where` where a place is; `thing` speaks against both; `inside` counts where it does not begin its sentence.
    """

    name: str
    count: int = 0
    inside: int = 0
    acts: float = 0.0
    where: float = 0.0
    thing: float = 0.0
    first: int = 0
    forms: set[str] = field(default_factory=set)


class Sightings:
    """The capitalised words of a text and what their neighbours tell."""

    def __init__(self, tongue: Tongue, language: str, cased: frozenset[str]) -> None:
        self.seen: dict[str, Named] = {}
        self.authors: set[str] = set()
        self._tongue = tongue
        self._language = language
        self._cased = cased
        self._nobody = NOT_NAMES | tongue.nobody
        self._titles = TITLES | tongue.titles
        self._given = lexicon(english=True).given.keys() | tongue.given
        self._pairs: list[tuple[Named, Named]] = []
        self._spots: dict[int, list[tuple[int, int, Named]]] = {}

    def take(self, text: str, number: int, count: int) -> None:
        """Count the names of a sentence."""
        words = list(WORD.finditer(text))
        index = 0
        while index < len(words):
            index += self._name_at(text, words, index, number)
        if number < 3 or number == count - 1:
            self.authors |= bylines(text)

    def refer(self, number: int, text: str, following: str) -> None:
        """Whom `he` and `she` mean: the first name of a sentence, in it or at the beginning of the next."""
        if self._language != "en":
            return
        unquoted = QUOTED.sub(lambda quote: " " * len(quote[0]), text)
        spots = [spot for spot in self._spots.get(number, ()) if unquoted[spot[0]] != " "]
        if not spots:
            return
        begin, end, named = spots[0]
        if not named.inside and not _VERB.match(text[end:]):
            return
        if len(WORD.findall(text[:begin])) > _MOST_BEFORE or _ENDS_IN_ARTICLE.search(text[:begin]):
            return
        until = spots[1][0] if len(spots) > 1 else len(text)
        named.acts += bool(HE_OR_SHE.search(unquoted[end:until]))
        after = _SUBJECT.search(following[:80])
        named.acts += bool(after and following[: after.start()].strip(" \"“”'").lower() in LEADS_ON)
        if not after and len(spots) == 1 and not re.search(r"\b[A-Z]", following[1:]):
            named.acts += 0.6 * bool(HE_OR_SHE.search(following))

    def join(self) -> None:
        """Somebody who is named together with a person is one: `Thabo and Lerato`."""
        for first, second in self._pairs:
            if first.acts >= SURE > second.acts and first.acts > first.where:
                second.acts += 1.0
            elif second.acts >= SURE > first.acts and second.acts > second.where:
                first.acts += 1.0

    def _name_at(self, text: str, words: list[re.Match[str]], index: int, number: int) -> int:
        """Count the name that begins at word `index`, if one does; return how many words to go on by."""
        if not self._capital(words[index]):
            return 1
        begin, stop = index, index + 1
        while stop < len(words) and stop - index < 3 and self._capital(words[stop]):
            between = text[words[stop - 1].end() : words[stop].start()]
            shortened = words[stop - 1][0].lower() in self._titles | SHORTENED
            if not (between == " " or (between == ". " and shortened)):
                break
            stop += 1
        while index < stop and words[index][0].lower() in self._nobody | OF_AGE | self._tongue.says:
            index += 1
        while stop > index and words[stop - 1][0].lower() in self._nobody:
            stop -= 1
        if begin < stop and words[begin][0].lower() in self._tongue.determiners:
            return stop - begin
        if stop <= index or all(w[0].lower() in self._titles for w in words[index:stop]):
            return max(1, stop - begin)
        if self._introduced(text, words, index) or (_shortened(text, words[stop - 1]) and stop - index == 1):
            return stop - begin
        last = re.sub(r"['’](?:s|[dt][ae]n?|n?[ıiuü]n|y?[ıiuüea])?$", "", words[stop - 1][0])
        name = text[words[index].start() : words[stop - 1].start()] + last
        if not 2 <= len(name) <= _LONGEST_NAME:
            return stop - begin
        entry = self.seen.setdefault(name, Named(name, first=number))
        entry.count += 1
        ahead = text[: words[index].start()]
        opens = not re.search(r"\w", ahead) or bool(re.search(r"[\"“«„‘—:-]\s*$", ahead))
        entry.inside += not opens
        self._weigh(entry, text, words, (index, stop))
        spots = self._spots.setdefault(number, [])
        if spots and _AND.fullmatch(text[spots[-1][1] : words[index].start()]):
            self._pairs.append((spots[-1][2], entry))
        spots.append((words[index].start(), words[stop - 1].end(), entry))
        return stop - begin

    def _introduced(self, text: str, words: list[re.Match[str]], index: int) -> bool:
        """Whether an article stands before a word, with adjectives between them: `die ganze Nacht` is no name."""
        for back in range(index - 1, max(-1, index - 4), -1):
            if text[words[back].end() : words[back + 1].start()] != " ":
                return False
            if words[back][0].lower() in self._tongue.determiners:
                return True
            if not re.fullmatch(r"[a-zß-ü]+e[mnrs]?", words[back][0]) or words[back][0] in OF_AGE:
                return False
        return False

    def _capital(self, word: re.Match[str]) -> bool:
        """Whether a word may be a name, or a part of one: letters of which each is one stand for something else."""
        said = word[0]
        if not said[0].isupper():
            return False
        return len(said) == 1 or not said.isupper() or said.lower() in self._cased

    def _weigh(self, entry: Named, text: str, words: list[re.Match[str]], span: tuple[int, int]) -> None:
        """Add what the neighbours of a name say about it."""
        index, stop = span
        tongue = self._tongue
        ahead, behind = text[: words[index].start()], text[words[stop - 1].end() :]
        before = words[index - 1][0].lower() if index and ahead.endswith(" ") else ""
        before = before if re.search(rf"{re.escape(before)} $", ahead.lower()) else ""
        earlier = words[index - 2][0].lower() if index > 1 else ""
        spoken = _AGED_SPEAKER.search(ahead.lower())
        asks = re.search(r"[^\W\d_]+(?=-(?:t-)?(?:il|elle) $)", ahead.lower())
        said_by = (
            before in tongue.says
            or bool(spoken and spoken[1] in tongue.says)
            or bool(asks and asks[0] in tongue.says)
        )
        known = any(w[0].lower() in self._given for w in words[index : index + 1])
        if self._language == "tr":
            known = known or entry.name.lower().replace("i̇", "i") in tongue.given
        titled = words[index][0].lower() in self._titles or before in tongue.titles
        named = before in tongue.naming | {"named", "dear"} or (before in {"was", "is"} and earlier == "name")
        entry.acts += 1.5 * known + 1.5 * (titled or said_by or named)
        entry.acts += self._does(entry, behind)
        entry.acts += 0.7 * bool(_SPOKEN_TO.search(ahead) and re.match(r"[!?,.]|…", behind))
        entry.acts += 0.3 * (stop - index > 1 and before != "the")
        place = entry.name.lower() in known_places() or words[stop - 1][0].lower() in PLACE_ENDINGS
        place = place or (stop - index > 1 and words[index][0].lower() in SHORTENED)
        entry.where += 2.0 * place
        following = re.match(r"(?:™|®)? ([a-z]+)", behind)
        entry.thing += 1.2 * (before in ARTICLES | {"a", "an"} and not titled) + 2.0 * behind.startswith(
            ("™", "®")
        )
        entry.thing += 2.0 * bool(following and following[1] in THING_ENDINGS)
        entry.where += 1.2 * (before in (INSIDE if self._language == "en" else tongue.at))
        entry.where += 0.4 * (before in TOWARDS and self._language == "en")
        entry.where += 1.5 * bool(
            self._language == "tr" and re.search(r"['’][dt][ae]n?$", words[stop - 1][0])
        )

    def _does(self, entry: Named, behind: str) -> float:
        """What it tells that a name is the subject of a verb."""
        tongue = self._tongue
        if self._language == "tr":
            clause = re.split(r"[.,;!?]| ve ", behind.lower(), maxsplit=1)[0].split()
            return 1.0 * bool(clause and clause[-1].strip('"”’') in tongue.acts)
        if not (following := _FOLLOWS.match(behind)):
            return 0.0
        verbs = [word for word in following[0].lower().split() if word not in BETWEEN]
        verb = verbs[0] if verbs else ""
        opens = not entry.inside
        if self._language == "en" and opens and " " in entry.name and _GOING_ON.fullmatch(verb):
            return 1.0
        if verb in tongue.acts:
            if (
                self._language == "de"
                and opens
                and re.match(r"\s+\S+ (?:[A-ZÄÖÜ]|er\b|es\b|ich\b|wir\b|man\b)", behind)
            ):
                return 0.0
            return 0.3 if opens and self._language == "en" and _PLURAL.search(entry.name) else 1.0
        english = self._language == "en"
        weak = verb in tongue.weak or (english and (verb in ACTS or (len(verb) > 3 and _ENDS.search(verb))))
        return min(0.4, max(0.0, _MOST_WEAK - entry.acts)) if weak else 0.0


def bylines(text: str) -> set[str]:
    """The names that a line gives as its author's: `by Rosa Quill`, `Author: Jo March`."""
    found = set()
    for match in _BYLINE.finditer(text):
        found |= {match[1], *match[1].split()}
    return found


def _shortened(text: str, word: re.Match[str]) -> bool:
    """Whether a word is cut short by a full stop inside its sentence: `Jan. 5`, `Blvd. Street`."""
    return bool(re.match(r"\. (?=\w)", text[word.end() :]))
