"""Who a story is about: named people, people known by what they are, and the narrator who says I."""

import re
from collections import Counter

from providers.offline.outline.people.appositions import Apposition, by_line, by_name, nouns_of_one, own_of
from providers.offline.outline.people.names import Named
from providers.offline.outline.people.person import MEANING_ONE, Finder, Person, gender_of, pronoun_votes
from providers.offline.outline.people.species import call_by_species, species_of
from providers.offline.outline.people.told import told_years
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.sentences import Sentence
from providers.offline.outline.text.word_sets import word_set

MAX_CAST = 6
_GROWN, _OLD = 18, 65
_KIND_GENDER = {"woman": "f", "old woman": "f", "girl": "f", "man": "m", "old man": "m", "boy": "m"}
_FAMILY = word_set(
    "mother father sister brother wife husband son daughter grandmother grandfather grandma grandpa granny aunt uncle friend "
    "neighbour neighbor dog cat mom mum dad"
)
_ARABIC_ACTS = re.compile(
    r"\b[وف]?(قالت?|كانت?|رأت|رأى|ركضت?|فتحت?|وجدت?|عادت?|سألت?|ذهبت?|جلست?|همست?|نظرت?|ابتسمت?|وقفت?|أخذت?|صعدت?|مشت|مشى|حملت?)\s+(\w{3,})"
)
_DETERMINERS = word_set("a an the her his my their our one this that another")
_COMPOUND = re.compile(r"[a-z]{3,}(?:maker|keeper|monger|smith|wright|woman|man|ist)")
_NOT_COMPOUND = word_set(
    "human woman man list mist twist exist fist wrist assist insist resist persist consist artist"
)
_NO_ADJECTIVE = word_set(
    "of and or in on at to who that with from for by is was but the a an her his as than into"
)
_SAME_TRAIT = {
    **dict.fromkeys(
        word_set("elderly ancient alter alte alten altes vieux vieil vieille viejo vieja anciano anciana"),
        "old",
    ),
    **dict.fromkeys(word_set("vecchio vecchia anziano anziana velho velha idoso idosa"), "old"),
    **dict.fromkeys(word_set("junger junge jungen junges jeune joven giovane jovem"), "young"),
}
_ORDINARY = word_set(
    "old young little small tiny tall big great lonely only same other first last next new poor own dear brave shy quiet"
)
_APPOSITION = r"(?:(?:the|a|an|her|his|my|their)\s+)(?:(?!and\b|or\b)[\w-]+\s+){0,3}?"


def cast_of(
    found: list[Sentence], people: list[Named], language: str, introduced: list[Apposition]
) -> list[Person]:
    """The cast in order of appearance, at most six, the most mentioned ones."""
    cast = [
        Person(n.name, first=n.first, count=n.count + 1, forms={f.lower() for f in n.forms}) for n in people
    ]
    whole = " ".join(s.text for s in found[:4000])
    beside, alone = by_name(introduced), nouns_of_one(introduced)
    for person in cast:
        person.first += found[int(person.first)].text.find(person.name.split()[0]) / 6000
        person.gender = lexicon(english=True).given.get(person.name.split()[0].lower(), "")
        own = own_of(person.forms, beside)
        if own:
            _join(person, own, alone, language)
        if not any(one.noun for one in own):
            _introduce(person, whole)
    if language == "en":
        call_by_species(cast)
        _roles_in_english(found, cast, introduced)
    else:
        _roles_elsewhere(found, cast)
    _narrator(found, cast, language)
    finder = Finder(cast)
    votes = pronoun_votes(found, finder)
    for person in cast:
        if person.kind not in {"animal", "machine"}:
            person.gender = (
                person.gender or _KIND_GENDER.get(person.kind, "") or gender_of(person, votes[person.name])
            )
    rare = 2 if len(found) > 25 else 1
    kept = [p for p in cast if p.count >= rare]
    most = sorted(kept, key=lambda p: (-p.count, p.first, p.name))[:MAX_CAST]
    return sorted(most, key=lambda p: (p.first, -p.count, p.name))


def _join(person: Person, own: list[Apposition], alone: frozenset[str], language: str) -> None:
    """Make the nouns beside a name the same person: what comes after the name tells more than `her brother` before it."""
    if with_noun := [one for one in own if one.noun]:
        main = max(with_noun, key=lambda one: one.follows)
        person.kind, person.role = main.kind, main.noun
    person.gender = next((g for one in own if (g := _KIND_GENDER.get(one.kind))), person.gender)
    person.told = tuple(dict.fromkeys(one.words for one in own))
    words = [word for phrase in person.told for word in re.findall(r"[^\W\d_]+", phrase.lower())]
    traits = {_SAME_TRAIT.get(word, word): None for word in words}
    years = told_years(person)
    if person.kind == "person" and 0 < years < _GROWN:
        person.kind = {"f": "girl", "m": "boy"}.get(person.gender, "child")
    if years >= _OLD or any(one.kind.startswith("old") for one in own):
        traits["old"] = None
    person.traits = tuple(word for word in traits if word in _ORDINARY)
    if language == "en":
        nouns = {one.noun for one in with_noun} & alone
        person.forms |= {f"{word} {noun}" for noun in nouns for word in MEANING_ONE}


def _introduce(person: Person, whole: str) -> None:
    """What an apposition says of a name: `Tomas, the old boat builder`, `a keeper called Mara`, `Captain Reyes`."""
    name = re.escape(person.name)
    patterns = (
        rf"\b{name},\s+{_APPOSITION}([a-z]+)\b(?=\s*[,.;]|\s+who|\s+of|\s+from)",
        rf"\b(?:a|an|the|her|his|my|their)\s+(?:[\w-]+\s+){{0,3}}?([a-z]+)\s+(?:named|called)\s+{name}\b",
        rf"\b{name}\s+(?:is|was)\s+(?:the|a|an)\s+(?:[\w-]+\s+){{0,3}}?([a-z]+)\b",
        rf"\b([A-Z]?[a-z]+),?\s+{name}\b",
    )
    being = lexicon(english=True).being
    for pattern in patterns:
        for match in re.finditer(pattern, whole):
            noun = match[1].lower()
            if kind := being(noun):
                person.kind, person.role = kind, noun
                words = re.findall(r"[a-z-]+", match[0].split(noun)[0])
                person.traits = tuple(w for w in words if w in _ORDINARY)
                if noun not in _FAMILY or pattern is not patterns[3]:
                    person.forms |= {f"the {noun}"}
                return
    answer = re.search(
        rf"\bname\b.{{0,60}}[\"“]{name}[,.!]?[\"”],? (?:said|answered|replied) the ([a-z]+)", whole
    )
    if answer and (kind := being(answer[1])):
        person.kind, person.role = kind, answer[1]
        person.forms |= {f"the {answer[1]}", f"a {answer[1]}"}
        return
    titles = {
        "mr": "man",
        "mrs": "woman",
        "miss": "woman",
        "ms": "woman",
        "aunt": "woman",
        "uncle": "man",
        "king": "man",
        "queen": "woman",
    }
    person.kind = titles.get(person.name.split()[0].lower().rstrip("."), person.kind)


def _roles_in_english(found: list[Sentence], cast: list[Person], introduced: list[Apposition]) -> None:
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
        if words[start] in _NO_ADJECTIVE or not words[start][0].isalnum():
            break
    return []


def _compound(noun: str) -> bool:
    return bool(_COMPOUND.fullmatch(noun)) and noun not in _NOT_COMPOUND


def _newcomer(owner: str, before: list[str], noun: str, kind: str, last: Person | None) -> Person:
    traits = tuple(w for w in before if w in _ORDINARY or w.endswith("-old"))
    trade = [w for w in before if w not in traits and not w.endswith(("ed", "ing", "ful", "ous", "-old"))]
    called = " ".join(["the", *trade[-1:], noun])
    if owner == "my":
        called = f"the {noun}"
    elif owner in {"her", "his", "their"} and noun in _FAMILY and last:
        called = f"{last.name}'s {noun}"
    return Person(called, kind=kind, role=noun, traits=traits, count=0, forms={noun})


def _roles_elsewhere(found: list[Sentence], cast: list[Person]) -> None:
    """Known words for people in other languages; a name that is introduced (`叫林海`, `اسمها ليلى`) counts too."""
    words = lexicon(english=False)
    whole = " ".join(s.text for s in found[:4000])
    given = Counter(re.findall(r"(?:名叫|叫做|叫)([\u4e00-\u9fff]{2,3}?)(?=的|，|。|、|住|是|在)", whole))
    given.update(re.findall(r"(?:اسمها|اسمه|تدعى|يدعى)\s+(\w+)", whole))
    given.update(re.findall(r"([小阿][\u4e00-\u9fff])(?=[说走跑看想把在拿问笑站，])", whole))
    spoken_of = Counter(
        (name, verb[-1] == "ت") for verb, name in _ARABIC_ACTS.findall(whole) if not name.startswith("ال")
    )
    given.update({name: count for (name, _), count in spoken_of.items() if count > 1})
    given = Counter({n: c for n, c in given.items() if n not in words.roles and n not in words.places})
    for name in given:
        at = next((i for i, s in enumerate(found) if name in s.text), 0)
        beside = [words.roles[w] for _, w in words.tokens(found[at].text) if w in words.roles]
        gender = {(True, False): "f", (False, True): "m"}.get(
            ((name, True) in spoken_of, (name, False) in spoken_of), ""
        )
        introduced = (
            beside[:1]
            if re.search(rf"(?:叫|اسمه|اسمها|تدعى|يدعى)[\s做]*{re.escape(name)}", found[at].text)
            else []
        )
        introduced += [kind for role, kind in sorted(words.roles.items()) if f"{role}{name}" in whole][:1]
        cast.append(
            Person(
                name,
                kind="".join(introduced[:1]) or "person",
                gender=gender,
                first=at,
                count=whole.count(name),
                forms={name},
            )
        )
    known_as = {p.kind: p for p in cast if p.kind != "person" or re.match(r"[\u4e00-\u9fff]", p.name)}
    entries: dict[str, Person] = {}
    for number, sentence in enumerate(found):
        before = ""
        for _, word in words.tokens(sentence.text):
            kind, earlier = words.roles.get(word), before
            before = word
            if not kind:
                continue
            if word.endswith("عجوز") and _stem(earlier) in entries:
                entries[_stem(earlier)].traits = ("old",)
                continue
            if kind in known_as:
                known_as[kind].forms.add(word)
                continue
            entry = entries.setdefault(_stem(word), Person(word, kind=kind, role=word, first=number, count=0))
            entry.forms.add(word)
            entry.count += 1
            if (trait := _SAME_TRAIT.get(earlier, "")) and not entry.traits:
                entry.traits = (trait,)
            if word.startswith("ال"):
                entry.name = word
    cast += entries.values()


def _stem(word: str) -> str:
    """An Arabic noun without its article and its possessive, so that `her grandmother` is `the grandmother`."""
    stem = word.removeprefix("ال")
    return (
        re.sub(r"(?:تها|ته|ها|ه|ة)$", "", stem)
        if re.search(r"[\u0600-\u06ff]", word) and len(stem) > 2
        else stem
    )


def _narrator(found: list[Sentence], cast: list[Person], language: str) -> None:
    """A story that says I outside its quotes is told by somebody who is in the picture."""
    if language != "en":
        return
    says = [
        i
        for i, s in enumerate(found)
        if re.search(r"\b(?:I|I'm|I’d|my|me)\b", re.sub(r"[\"“].*?[\"”]", "", s.text))
    ]
    if len(says) >= 2 and len(says) * 6 >= len(found):
        cast.append(
            Person(
                "the narrator", first=says[0], count=len(says), forms={"i", "my", "me", "we"}, narrator=True
            )
        )
