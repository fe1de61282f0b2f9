"""Finds who is in a story by name: capitalised words that act, are spoken of again, and are no place."""

import re
from collections import Counter
from dataclasses import dataclass, field

from providers.offline.outline.people.tongue import Tongue, known_places, tongue_of
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.quotes import QUOTED
from providers.offline.outline.text.sentences import Sentence
from providers.offline.outline.text.word_sets import word_set

TITLES = word_set(
    "mr mrs ms miss dr doctor prof professor captain aunt uncle king queen prince princess sir lady lord "
    "father mother sister brother grandma grandpa officer sergeant lieutenant general don doña frau herr madame "
    "gov governor sen senator rep pres president lt sgt cpl capt col gen maj rev hon adm supt insp inspector"
)
NOT_NAMES = word_set(
    "i i'm i'd i'll i've the a an and but or so then there here it he she they we you his her their our my your its this that "
    "these those what who when where why how which while if as at in on of to from for by with without into onto over under after "
    "through across along around beneath beside between beyond among against above below during despite toward towards up down off upon "
    "within near inside outside except besides together alone both lots half "
    "before until since because though although once every each all no not never nothing nobody none some any one two three four "
    "five six seven eight nine ten many most few several both another other only just even still yet now soon later again always "
    "sometimes often perhaps maybe yes oh ah well ok okay please thank thanks let lets let's don't do does did is was were are be "
    "been am has have had can could will would should may might must come go look make use take give see say said get "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december spring summer autumn fall winter christmas easter halloween morning evening night noon midnight dawn dusk "
    "today tomorrow yesterday god lord heaven english french german spanish italian chinese japanese russian american british european "
    "african indian arabic latin greek roman internet tv pm am ad el la los las le les der die das un une il lo sie er ich und y et en "
    "far deep high somewhere everything light rain snow wind night today love time people water fire music silence "
    "chapter part act scene title north south east west"
)
_PLACE_ENDINGS = word_set(
    "street road avenue island islands bay river lake mountain mountains city town village valley harbour harbor bridge square park "
    "ave blvd rd sq hwy street highway cycle forest sea ocean hill station castle hall tower beach coast desert hotel university school church"
)
_SHORTENED = word_set("st mt ft")
"""What begins a place and may have a full stop: `St. Petersburg`."""
_LONGEST_NAME = 40
SURE = 1.0
"""From how much evidence on a name is somebody's."""
_INSIDE = word_set(
    "in near across through into around throughout outside at inside visit visited leaving left reached entered"
)
_TOWARDS = word_set("to from of towards toward past")
_ARTICLES = word_set("the le la les l' el los las il lo gli o os")
_BETWEEN = word_set(
    "has had have is was are were will would can could should must did does do doesn't didn't don't not never always then just still also only "
    "suddenly slowly quietly softly finally quickly gently once soon already even "
    "ne n' se s' lui me m' le la les l' y en non no si lo gli li ne mi nunca ya não nicht"
)
"""Words between a name and its verb."""
_LEADS_ON = word_set(" and but then so when while as soon still now") | {"", "and then", "but then", "so then"}
_MOST_BEFORE = 3
"""Words that may stand before whom a sentence is about."""
_ENDS_IN_ARTICLE = re.compile(r"\b(?:the|a|an) $", re.IGNORECASE)
_FOLLOWS = re.compile(r"(?:\s+[^\W\d_]+(?:['’´][^\W\d_]+)?){1,4}")
_SPOKEN_TO = re.compile(r"(?:[\"“«„—]\s*|[\"“«„][^\"”»“]*, )$")
HE_OR_SHE = re.compile(r"\b(?:he|she|his|her|him|himself|herself|who)\b", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:^(?:[^\W\d_]+[ ,.\n]+){0,6}?(?:[Bb]y|BY)|\b(?:[Ww]ritten|[Dd]irected|[Ss]tory|[Ss]creenplay|WRITTEN|STORY) (?:and \w+ )?(?:[Bb]y|BY)"
    r"|\b(?:[Aa]uthor|[Ww]riter|[Cc]redit|[Cc]opyright|AUTHOR|[Aa]uteur|[Aa]utor|[Aa]utore):| ©)\s+"
    r"([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2})"
)
ACTS = word_set(
    "said says ran went took gave saw knew felt thought came sat stood woke held put told made left found began fell kept sang "
    "wept drew swam rode rose drove wrote read spoke fought built caught bought brought heard met lay led lost paid sent slept spent "
    "threw wore won looks walks runs finds sees opens takes goes comes sits stands wants knows feels thinks "
    "climbs turns smiles laughs holds gives tells asks hears keeps lives loves works waits dreams wakes meets calls steps leaves"
)
_PLURAL = re.compile(r"(?:[eo]rs|ists|ans|ants|ents|ees|tives|plants|birds|animals|citizens|scientists)$")
"""`Engineers listened` is no name."""
_AND = re.compile(r" (?:and|und|et|y|e|ve) ")
_MOST_WEAK = 0.8
"""What many weak signs together are worth: without another they make nobody."""
_VERB = re.compile(rf"(?:['’]s \w+)?(?:,[^,]*,)?\s+(?:\w+ly )?(?:{'|'.join(sorted(ACTS))}|(?:{'|'.join(sorted(_BETWEEN - {''}))})|\w{{2,}}(?:ed|[^s]s))\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass
class Named:
    """A name and what speaks for a person or for a place. `forms` are the other ways the text says it.

    `acts` is 1 and more where somebody is known; `inside` counts where it does not begin its sentence.
    """

    name: str
    count: int = 0
    inside: int = 0
    acts: float = 0.0
    where: float = 0.0
    first: int = 0
    forms: set[str] = field(default_factory=set)


def names(found: list[Sentence], language: str) -> tuple[list[Named], list[Named]]:
    """The people and the places that a cased text calls by name, each in order of appearance.

    Somebody is a person where the text makes one of them: who says something, does what only somebody does, has a title, or
    is meant by `she`. What only has a capital is nobody.
    """
    tongue = tongue_of(language)
    lowercased: Counter[str] = Counter()
    cased: set[str] = set()
    for sentence in found:
        words = _WORD.findall(sentence.text)
        lowercased.update(word for word in words if word[0].islower())
        cased.update(word.lower() for word in words if word[0].isupper() and not word.isupper())
    scan = _Scan(tongue, language, frozenset(cased))
    for number, sentence in enumerate(found):
        scan.take(sentence.text, number, len(found))
    for number, sentence in enumerate(found):
        following = found[number + 1].text if number + 1 < len(found) else ""
        scan.refer(number, sentence.text, following)
    scan.join()
    merged = _merged([n for n in scan.seen.values() if not _common(n, lowercased)])
    people = [n for n in merged if n.acts >= SURE and n.acts > n.where and not (scan.authors & n.forms)]
    if language == "tr":
        people = [n for n in people if n.count > 1 or n.inside or n.acts > SURE]
    places = [n for n in merged if n.where > n.acts and (n.inside or n.where >= SURE)]
    return people, places


class _Scan:
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
        words = list(_WORD.finditer(text))
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
        if len(_WORD.findall(text[:begin])) > _MOST_BEFORE or _ENDS_IN_ARTICLE.search(text[:begin]):
            return
        until = spots[1][0] if len(spots) > 1 else len(text)
        named.acts += bool(HE_OR_SHE.search(unquoted[end:until]))
        after = HE_OR_SHE.search(following[:80])
        named.acts += bool(after and following[: after.start()].strip(" \"“”'").lower() in _LEADS_ON)
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
        if not self._capital(text, words[index]):
            return 1
        begin, stop = index, index + 1
        while stop < len(words) and stop - index < 3 and self._capital(text, words[stop]):
            between = text[words[stop - 1].end() : words[stop].start()]
            shortened = words[stop - 1][0].lower() in self._titles | _SHORTENED
            if not (between == " " or (between == ". " and shortened)):
                break
            stop += 1
        while index < stop and words[index][0].lower() in self._nobody:
            index += 1
        while stop > index and words[stop - 1][0].lower() in self._nobody:
            stop -= 1
        if begin < stop and words[begin][0].lower() in self._tongue.determiners:
            return stop - begin
        before = words[index - 1][0].lower() if index else ""
        if stop <= index or all(w[0].lower() in self._titles for w in words[index:stop]):
            return max(1, stop - begin)
        if before in self._tongue.determiners or (_shortened(text, words[stop - 1]) and stop - index == 1):
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

    def _capital(self, text: str, word: re.Match[str]) -> bool:
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
        asks = re.search(r"[^\W\d_]+(?=-(?:t-)?(?:il|elle) $)", ahead.lower())
        said_by = before in tongue.says or bool(asks and asks[0] in tongue.says)
        known = any(w[0].lower() in self._given for w in words[index : index + 1])
        if self._language == "tr":
            known = known or entry.name.lower().replace("i̇", "i") in tongue.given
        titled = words[index][0].lower() in self._titles or before in tongue.titles
        named = before in tongue.naming | {"named", "dear"} or (before in {"was", "is"} and earlier == "name")
        entry.acts += 1.5 * known + 1.5 * (titled or said_by or named)
        entry.acts += self._does(entry, behind, words, stop)
        entry.acts += 0.7 * bool(_SPOKEN_TO.search(ahead) and re.match(r"[!?,.]|…", behind))
        entry.acts += 0.3 * (stop - index > 1 and before != "the")
        place = entry.name.lower() in known_places() or words[stop - 1][0].lower() in _PLACE_ENDINGS
        place = place or (stop - index > 1 and words[index][0].lower() in _SHORTENED)
        entry.where += 2.0 * place + 0.6 * (before in _ARTICLES and not titled)
        entry.where += 1.2 * (before in (_INSIDE if self._language == "en" else tongue.at))
        entry.where += 0.4 * (before in _TOWARDS and self._language == "en")
        entry.where += 1.5 * bool(self._language == "tr" and re.search(r"['’][dt][ae]n?$", words[stop - 1][0]))

    def _does(self, entry: Named, behind: str, words: list[re.Match[str]], stop: int) -> float:
        """What it tells that a name is the subject of a verb."""
        tongue = self._tongue
        if self._language == "tr":
            clause = re.split(r"[.,;!?]| ve ", behind.lower(), maxsplit=1)[0].split()
            return 1.0 * bool(clause and clause[-1].strip("\"”’") in tongue.acts)
        if not (following := _FOLLOWS.match(behind)):
            return 0.0
        verbs = [word for word in following[0].lower().split() if word not in _BETWEEN]
        verb = verbs[0] if verbs else ""
        opens = not entry.inside
        if verb in tongue.acts:
            if self._language == "de" and opens and re.match(r"\s+\S+ (?:[A-ZÄÖÜ]|er\b|es\b|ich\b|wir\b|man\b)", behind):
                return 0.0
            return 0.3 if opens and self._language == "en" and _PLURAL.search(entry.name) else 1.0
        english = self._language == "en"
        weak = verb in tongue.weak or (english and (verb in ACTS or (verb.endswith("ed") and len(verb) > 3)))
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


def _common(named: Named, lowercased: Counter[str]) -> bool:
    """Whether a capital is no more than the beginning of a sentence: the word stands elsewhere without one."""
    parts = named.name.lower().split()
    return len(parts) == 1 and lowercased[parts[0]] >= named.count


def _merged(found: list[Named]) -> list[Named]:
    """`Ana Reyes`, `Captain Reyes` and `Ana` as one; the form used most often names the person."""
    kept: list[Named] = []
    for named in sorted(found, key=lambda n: (-len(n.name.split()), n.first)):
        parts = set(named.name.split()) - {
            t for t in named.name.split() if t.lower().rstrip(".") in TITLES | _SHORTENED
        }
        same = next((k for k in kept if parts & ({*k.name.split()} | k.forms) and parts), None)
        if same is None:
            named.forms |= {named.name, *parts}
            kept.append(named)
            continue
        if named.count > same.count:
            same.name = named.name
        same.forms |= {named.name, *parts}
        same.count += named.count
        same.acts += named.acts
        same.where += named.where
        same.first = min(same.first, named.first)
    return sorted(kept, key=lambda n: n.first)
