"""Finds who is in a story by name: capitalised words that act, are spoken of again, and are no place."""

import re
from collections import Counter
from dataclasses import dataclass, field

from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.sentences import Sentence
from providers.offline.outline.text.word_sets import word_set

TITLES = word_set(
    "mr mrs ms miss dr doctor prof professor captain aunt uncle king queen prince princess sir lady lord "
    "father mother sister brother grandma grandpa officer sergeant lieutenant general don doña frau herr madame"
)
NOT_NAMES = word_set(
    "i i'm i'd i'll i've the a an and but or so then there here it he she they we you his her their our my your its this that "
    "these those what who when where why how which while if as at in on of to from for by with without into onto over under after "
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
    "forest sea ocean hill station castle hall tower beach coast desert hotel university school church"
)
_SHORTENED = word_set("st mt ft")
"""What begins a place and may have a full stop: `St. Petersburg`."""
_LONGEST_NAME = 40
_INSIDE = word_set(
    "in near across through into around throughout outside at inside visit visited leaving left reached entered"
)
_TOWARDS = word_set("to from of towards toward past")
ACTS = word_set(
    "said says ran went took gave saw knew felt thought came sat stood woke held put told made left found began fell kept sang "
    "wept drew swam rode rose drove wrote read spoke fought built caught bought brought heard met lay led lost paid sent slept spent "
    "threw wore won looks walks runs finds sees opens takes goes comes sits stands wants knows feels thinks "
    "climbs turns smiles laughs holds gives tells asks hears keeps lives loves works waits dreams wakes meets calls steps leaves"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass
class Named:
    """A name and what speaks for a person or for a place. `forms` are the other ways the text says it."""

    name: str
    count: int = 0
    inside: int = 0
    acts: float = 0.0
    where: float = 0.0
    first: int = 0
    forms: set[str] = field(default_factory=set)


def names(found: list[Sentence], language: str) -> tuple[list[Named], list[Named]]:
    """The people and the places that a cased text calls by name, each in order of appearance."""
    lowercased: Counter[str] = Counter()
    seen: dict[str, Named] = {}
    for number, sentence in enumerate(found):
        words = list(_WORD.finditer(sentence.text))
        lowercased.update(w[0] for w in words if w[0].islower())
        index = 0
        while index < len(words):
            index += _take(sentence.text, words, index, number, seen)
    merged = _merged([n for n in seen.values() if _stands(n, lowercased, language)])
    people = [n for n in merged if n.acts > n.where or (n.acts == n.where and not n.where and n.count > 1)]
    places = [n for n in merged if n.where > n.acts]
    return people, places


def _take(text: str, words: list[re.Match[str]], index: int, number: int, seen: dict[str, Named]) -> int:
    """Count the name that begins at word `index`, if one does; return how many words to go on by."""
    if not _capital(words[index][0]):
        return 1
    begin, stop = index, index + 1
    while stop < len(words) and stop - index < 3 and _capital(words[stop][0]):
        between = text[words[stop - 1].end() : words[stop].start()]
        if not (between == " " or (between == ". " and words[stop - 1][0].lower() in TITLES | _SHORTENED)):
            break
        stop += 1
    while index < stop and words[index][0].lower() in NOT_NAMES:
        index += 1
    while stop > index and words[stop - 1][0].lower() in NOT_NAMES:
        stop -= 1
    if stop <= index or all(w[0].lower() in TITLES for w in words[index:stop]):
        return max(1, stop - begin)
    last = re.sub(r"['’]s?$", "", words[stop - 1][0])
    name = text[words[index].start() : words[stop - 1].start()] + last
    if not 2 <= len(name) <= _LONGEST_NAME or (name.isupper() and len(name) <= 4):
        return stop - begin
    entry = seen.setdefault(name, Named(name, first=number))
    entry.count += 1
    opens = not re.search(r"\w", text[: words[index].start()]) or bool(
        re.search(r"[\"“«:]\s*$", text[: words[index].start()])
    )
    entry.inside += not opens
    _weigh(entry, words, index, stop)
    return stop - begin


def _weigh(entry: Named, words: list[re.Match[str]], index: int, stop: int) -> None:
    """Add what the neighbours of a name say about it."""
    before = words[index - 1][0].lower() if index else ""
    after = words[stop][0] if stop < len(words) and words[stop].start() == words[stop - 1].end() + 1 else ""
    possessive = bool(re.search(r"['’]s$", words[stop - 1][0]))
    titled = words[index][0].lower() in TITLES
    acts = after in ACTS or (after.endswith("ed") and after.islower())
    speaks = before in {
        "said",
        "asked",
        "whispered",
        "told",
        "named",
        "called",
        "replied",
        "met",
        "woke",
        "dear",
        "says",
    }
    known = words[index][0].lower() in lexicon(english=True).given
    entry.acts += (
        1.5 * known
        + 1.5 * (acts or titled or speaks)
        + 0.7 * possessive
        + 0.5 * (before == "and" or after == "and")
    )
    entry.where += 1.2 * (before in _INSIDE) + 0.4 * (before in _TOWARDS)
    entry.where += 2.0 * (words[stop - 1][0].lower() in _PLACE_ENDINGS) + 0.6 * (before == "the")


def _capital(word: str) -> bool:
    return word[0].isupper() and (len(word) == 1 or not word[1:].isupper() or len(word) > 4)


def _stands(named: Named, lowercased: Counter[str], language: str) -> bool:
    """Whether a capital is more than the beginning of a sentence."""
    parts = named.name.lower().split()
    if len(parts) == 1 and lowercased[parts[0]] >= named.count:
        return False
    if language == "de" and named.acts < 1:
        return False
    return named.inside > 0 or named.acts >= 1.5


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
