"""People who are known by what they are: `a lighthouse keeper`, later `the keeper`; `her father`; `die alte Frau`."""

import re

from providers.offline.outline.people.appositions import Apposition, by_line
from providers.offline.outline.people.person import MEANING_ONE, Finder, Person
from providers.offline.outline.people.species import species_of
from providers.offline.outline.people.uncased import uncased_people
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.sentences import Sentence
from providers.offline.outline.text.word_sets import word_set

FAMILY = word_set(
    "mother father sister brother wife husband son daughter grandmother grandfather grandma grandpa granny aunt uncle friend "
    "neighbour neighbor dog cat mom mum dad"
)
_DETERMINERS = word_set("a an the her his my their our one this that another")
_COMPOUND = re.compile(r"[a-z]{3,}(?:maker|keeper|monger|smith|wright|woman|man|ist)")
_NOT_COMPOUND = word_set(
    "human woman man list mist twist exist fist wrist assist insist resist persist consist artist"
)
NO_ADJECTIVE = word_set(
    "of and or in on at to who that with from for by is was but the a an her his as than into"
)
SAME_TRAIT = {
    **dict.fromkeys(
        word_set("elderly ancient alter alte alten altes vieux vieil vieille viejo vieja anciano anciana"),
        "old",
    ),
    **dict.fromkeys(word_set("vecchio vecchia anziano anziana velho velha idoso idosa"), "old"),
    **dict.fromkeys(word_set("junger junge jungen junges jeune joven giovane jovem"), "young"),
}
ORDINARY = word_set(
    "old young little small tiny tall big great lonely only same other first last next new poor own dear brave shy quiet"
)


def roles_in_english(found: list[Sentence], cast: list[Person], introduced: list[Apposition]) -> None:
    """Add `a lighthouse keeper`, later `the keeper`, and `her father` to the cast."""
    roles = lexicon(english=True).roles
    known = {form.removeprefix("the ") for p in cast for form in p.forms if form.startswith("the ")}
    since: dict[str, int] = {}
    for noun, line in ((noun, one.line) for one in introduced for noun in (one.noun, species_of(one.noun))):
        since.setdefault(noun, line)
    phrases = by_line(introduced)
    entries: dict[str, Person] = {}
    last: Person | None = None
    finder = Finder(cast)
    for number, sentence in enumerate(found):
        text = _without(sentence.text, phrases.get(number, [])).lower()
        words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+-year-old|[^\w\s]", text)
        for index, noun in enumerate(words):
            kind = roles.get(noun) or ("person" if _compound(noun) else "")
            if not kind or not (phrase := _phrase_before(words, index)):
                continue
            another = noun in entries or (
                phrase[0] in {"a", "an", "another"} and number > since.get(noun, number)
            )
            if (noun in known or noun in since) and not another:
                continue
            owner, before = phrase[0], phrase[1:]
            following = words[index + 1 : index + 2]
            if following and (following[0] in {"named", "called"} or roles.get(following[0])):
                continue
            if (entry := entries.get(noun)) is None:
                entry = entries[noun] = _newcomer(owner, before, noun, kind, last)
                entry.first = number + index / 1000
            entry.count += 1
        mentioned = finder.find(sentence.text)
        last = mentioned[-1][1] if mentioned else last
    for person in cast:
        person.forms -= {f"{word} {noun}" for noun in entries for word in MEANING_ONE}
    cast += entries.values()


def _without(text: str, phrases: list[Apposition]) -> str:
    """A sentence without the phrases beside names, which are nobody else."""
    for one in phrases:
        text = text.replace(one.words, "")
    return text


def _phrase_before(words: list[str], index: int) -> list[str]:
    """The determiner and the adjectives that lead up to a noun; empty when there is no determiner."""
    for start in range(index - 1, max(-1, index - 5), -1):
        if words[start] in _DETERMINERS:
            return words[start:index]
        if words[start] in NO_ADJECTIVE or not words[start][0].isalnum():
            break
    return []


def _compound(noun: str) -> bool:
    return bool(_COMPOUND.fullmatch(noun)) and noun not in _NOT_COMPOUND


def _newcomer(owner: str, before: list[str], noun: str, kind: str, last: Person | None) -> Person:
    traits = tuple(w for w in before if w in ORDINARY or w.endswith("-old"))
    trade = [w for w in before if w not in traits and not w.endswith(("ed", "ing", "ful", "ous", "-old"))]
    called = " ".join(["the", *trade[-1:], noun])
    if owner == "my":
        called = f"the {noun}"
    elif owner in {"her", "his", "their"} and noun in FAMILY and last:
        called = f"{last.name}'s {noun}"
    told = (" ".join([owner, *before, noun]),) if kind == "animal" else ()
    return Person(called, kind=kind, role=noun, traits=traits, count=0, forms={noun}, told=told)


def roles_elsewhere(
    found: list[Sentence], cast: list[Person], language: str, introduced: list[Apposition]
) -> None:
    """Known words for people in other languages, and names where there are no capitals."""
    words = lexicon(english=False)
    cast += uncased_people(found, language)
    known_as = {p.kind: p for p in cast if p.kind != "person" or re.match(r"[\u4e00-\u9fff]", p.name)}
    entries: dict[str, Person] = {}
    phrases = by_line(introduced)
    for number, sentence in enumerate(found):
        before = ""
        for _, word in words.tokens(_without(sentence.text, phrases.get(number, []))):
            kind, earlier = words.roles.get(word), before
            before = word
            if not kind:
                continue
            if word.endswith("عجوز") and _stem(earlier) in entries:
                entries[_stem(earlier)].traits = ("old",)
                continue
            old = _old_one(entries, kind) if SAME_TRAIT.get(earlier) == "old" else None
            if old:
                old.forms.add(f"{earlier} {word}")
                continue
            if kind in known_as:
                known_as[kind].forms.add(word)
                continue
            called = word.capitalize() if language == "de" else word
            entry = entries.setdefault(
                _stem(word), Person(called, kind=kind, role=word, first=number, count=0)
            )
            entry.forms.add(word)
            entry.count += 1
            if (trait := SAME_TRAIT.get(earlier, "")) and not entry.traits:
                entry.traits = (trait,)
            if word.startswith("ال"):
                entry.name = word
    cast += entries.values()


def _old_one(entries: dict[str, Person], kind: str) -> Person | None:
    """Who is meant by `die alte Frau` where a grandmother is told of; None where two are, or none."""
    old = [one for one in entries.values() if one.kind == f"old {kind}"]
    return old[0] if len(old) == 1 else None


def _stem(word: str) -> str:
    """An Arabic noun without its article and its possessive, so that `her grandmother` is `the grandmother`."""
    stem = word.removeprefix("ال")
    return (
        re.sub(r"(?:تها|ته|ها|ه|ة)$", "", stem)
        if re.search(r"[\u0600-\u06ff]", word) and len(stem) > 2
        else stem
    )
