"""Who is seen in a shot: its subjects, and where it has none, the people that its words tell of."""

import re
from collections.abc import Iterator, Mapping

from models.shots.shot_list import Shot
from models.subjects.subject import Subject
from providers.offline.animatic.palette import RGB
from providers.offline.animatic.people.look import Look, look_of_nobody
from providers.offline.animatic.people.looks import look_of
from providers.offline.animatic.words.abroad import in_english
from providers.offline.animatic.words.colours import plain
from providers.offline.animatic.words.verbs import things_only

MOST = 7
"""As many people as fit into a picture; a crowd is drawn as that many."""
_SEVERAL = 4
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "the": 1, "his": 1, "her": 1, "another": 1, "two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 7, "nine": 7, "ten": 7, "dozen": 7, "pair": 2, "couple": 2, "trio": 3, "few": 3, "several": _SEVERAL, "some": 3, "many": MOST, "group": _SEVERAL,
    "class": MOST, "crowd": MOST, "dozens": MOST, "hundreds": MOST,
}  # fmt: skip
_SINGULAR = {
    "children": "child", "kids": "kid", "women": "woman", "men": "man", "people": "person", "friends": "friend", "ladies": "lady", "babies": "baby",
    "fishermen": "fisherman", "wives": "wife", "firemen": "fireman", "folk": "person", "passers by": "person", "passersby": "person", "gentlemen": "gentleman",
}  # fmt: skip
_REGULAR = [
    "girl",
    "boy",
    "man",
    "woman",
    "child",
    "kid",
    "person",
    "friend",
    "twin",
    "sister",
    "brother",
    "toddler",
    "baby",
    "teenager",
    "student",
    "pupil",
    "schoolgirl",
    "schoolboy",
    "mother",
    "father",
    "grandmother",
    "grandfather",
    "daughter",
    "son",
    "soldier",
    "sailor",
    "worker",
    "dancer",
    "musician",
    "villager",
    "tourist",
    "traveller",
    "traveler",
    "customer",
    "stranger",
    "engineer",
    "doctor",
    "nurse",
    "teacher",
    "scientist",
    "astronaut",
    "farmer",
    "keeper",
    "barista",
    "waiter",
    "waitress",
    "chef",
    "baker",
    "cook",
    "king",
    "queen",
    "prince",
    "princess",
    "knight",
    "monk",
    "nun",
    "policeman",
    "guard",
    "runner",
    "cyclist",
    "hiker",
    "swimmer",
    "singer",
    "actor",
    "actress",
    "artist",
    "painter",
    "writer",
    "reader",
    "passenger",
    "driver",
    "pilot",
    "captain",
    "fisherman",
    "wizard",
    "witch",
    "lady",
    "gentleman",
    "hero",
    "heroine",
    "figure",
    "shopkeeper",
    "neighbour",
    "neighbor",
    "couple",
    "family",
    "crowd",
    "team",
    "builder",
    "mechanic",
    "player",
    "climber",
    "photographer",
    "visitor",
    "parent",
    "lover",
    "detective",
    "cowboy",
    "bride",
    "groom",
    "firefighter",
    "officer",
    "chemist",
    "sorcerer",
    "robot",
]
_GROUPS: dict[str, tuple[str, ...]] = {
    "couple": ("woman", "man"), "family": ("woman", "man", "girl", "boy"), "crowd": ("woman", "man") * 3 + ("person",), "team": ("person",) * _SEVERAL,
    "parent": ("person",),
}  # fmt: skip
_NOUNS = {
    **{f"{word}s": word for word in _REGULAR},
    **_SINGULAR,
    **{word: word for word in _REGULAR},
    "families": "family",
}
_WHO = re.compile(
    rf"(?:\b(?P<many>{'|'.join(_NUMBERS)}|\d+)\b (?:of )?)?(?P<how>(?:\b(?!(?:of|in|and|with|on|at|from|to|by|for|the|a|an|who|that)\b)[a-z']+\b ){{0,3}}?)\b(?P<noun>{'|'.join(sorted(map(re.escape, _NOUNS), key=len, reverse=True))})\b"
)
_TRADE = re.compile(
    r"\w*(?:wom[ae]n|m[ae]n|[a-z]{3}ists?|smiths?|keepers?|makers?|mongers?|wrights?|child(?:ren)?|(?:fish|farm|bak|paint|teach|travell?|strang|clerk|row|rid|miner|hunt|weav|potter)(?:er)?s?)"
    r"|clerks?|aunts?|uncles?|heirs?|husbands?|wi(?:fe|ves)|brides?|grooms?|widows?|shepherds?|pirates?|judges?|mayors?|thie(?:f|ves)|ghosts?|twins?|orphans?"
)
_NOT_SEEN = re.compile(
    r"\b(?:photo(?:graph)?s?|pictures?|portraits?|statues?|paintings?|voices?|memor(?:y|ies)|names?|no|without|like) (?:of )?(?:an? |the |her |his )?$"
)
_SOMEBODY = re.compile(r"\b(?:she|he|her|his|someone|somebody|anyone|they)\b")
_HEAD = re.compile(r"^(?:the |a |an |our |my )?")


def looks_in(shot: Shot, subjects: tuple[Subject, ...], tints: Mapping[str, int]) -> list[Look]:
    """How everybody looks who is seen in a shot, the first the most prominent; `tints` as in `ImageRequest`."""
    characters = [subject for subject in subjects if subject.kind == "character"]
    characters = characters or [Subject(name=name) for name in shot.characters if name.strip()]
    if characters:
        return [look for one in characters for look in looks_of(one, tints.get(one.name))][:MOST]
    return strangers(plain(things_only(in_english(shot.seen))))[:MOST]


def strangers_told(text: str) -> bool:
    """Whether a plain text tells who is seen, and not only that it is `she`."""
    return _WHO.search(text) is not None


def is_somebody(word: str) -> bool:
    """Whether a noun alone means people."""
    return word in _NOUNS or bool(_TRADE.fullmatch(word))


def colour_of(subject: Subject, tint: int | None = None) -> RGB:
    """The colour by which a character is known: what it wears over its own, or its own."""
    look = looks_of(subject, tint)[0]
    return look.worn or look.colour


def looks_of(subject: Subject, tint: int | None = None) -> list[Look]:
    """How a character looks, once for each of those that it is: the three children are three.

    `tint` is its colour where none is said, that of its name without one.
    """
    for text in (plain(subject.name), plain(subject.description)):
        found = _WHO.match(_HEAD.sub("", text)) or _WHO.match(text)
        if found and (_count(found) > 1 or found["noun"] in _GROUPS):
            return _several(found, subject.name, plain(subject.description) or text)
    return [look_of(subject, tint)]


def strangers(text: str) -> list[Look]:
    """The people that a plain text tells of; somebody in a grey coat where it only says `she`."""
    found: list[Look] = []
    hits = [hit for hit in _WHO.finditer(text) if not _NOT_SEEN.search(text[: hit.start()])]
    seen: set[str] = set()
    for hit, after in zip(hits, [*(hit.start() for hit in hits[1:]), len(text)], strict=False):
        noun, many = _NOUNS[hit["noun"]], _count(hit)
        told = hit["many"] in ("the", "his", "her", None) and noun in seen
        if told:
            continue
        seen.add(noun)
        said = text[hit.start("how") : after].split(".")[0]
        if many > 1 or noun in _GROUPS:
            found += _several(hit, noun, said)
        else:
            found.append(look_of(Subject(name=f"the {noun}", description=said)))
    if not found and _SOMEBODY.search(text):
        return [look_of_nobody((112, 118, 138))]
    return found


def _count(hit: re.Match[str]) -> int:
    said = hit["many"] or ""
    many = int(said) if said.isdigit() else _NUMBERS.get(said, 0)
    within = [_NUMBERS[word] for word in (hit["how"] or "").split() if word in _NUMBERS]
    plural = hit["noun"] not in _REGULAR
    many = max([many, *within]) if plural else 1
    return min(
        MOST,
        many
        if many > 1
        else _SEVERAL
        if plural and hit["noun"] not in ("twins", "sisters", "brothers", "parents")
        else 2
        if plural
        else 1,
    )


def _several(hit: re.Match[str], name: str, text: str) -> list[Look]:
    """Each of several: all are as they are described, and what is not said is everybody's own."""
    noun = _NOUNS[hit["noun"]]
    how = " ".join(word for word in (hit["how"] or "").split() if word not in _NUMBERS)
    nouns = _GROUPS.get(noun, (noun,))
    many = len(nouns) if noun in _GROUPS else _count(hit)
    looks: list[Look] = []
    for k, said in enumerate(_each(nouns, many, how, text)):
        taken = {look.colour for look in looks}
        own = [Subject(name=f"{name} {k + 1}{'.' * again}", description=said) for again in range(4)]
        tries = map(look_of, own)
        looks.append(next((look for look in tries if look.colour not in taken), None) or look_of(own[0]))
    return looks


def _each(nouns: tuple[str, ...], many: int, how: str, text: str) -> Iterator[str]:
    rest = re.sub(_WHO, "", text, count=1)
    for k in range(many):
        yield f"{how} {nouns[k % len(nouns)]} {rest}".strip()
