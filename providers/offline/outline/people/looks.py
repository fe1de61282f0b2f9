"""How a character looks: what the text says of them, and the rest from their name, always the same."""

import re
import zlib
from collections.abc import Iterable

from providers.offline.outline.people.person import Person
from providers.offline.outline.people.species import species_of
from providers.offline.outline.people.told import (
    WORN_BESIDE,
    WORN_LISTED,
    calling,
    is_built,
    seen_traits,
    told_age,
    told_animal,
    told_hair,
    told_pelt,
)
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.passages import Reading
from providers.offline.outline.text.word_sets import word_set

_HAIR = (
    "short black",
    "long chestnut",
    "curly copper",
    "cropped silver",
    "wavy dark brown",
    "straight blonde",
    "braided black",
    "tousled auburn",
)
_DARK_HAIR = (
    "short black",
    "long black",
    "wavy dark brown",
    "braided black",
    "straight black",
    "curly black",
    "thick dark brown",
    "close-cropped black",
)
_DARK_HAIRED = frozenset({"ar", "fa", "he", "hi", "id", "ja", "ko", "th", "tr", "ur", "vi", "zh"})
"""Languages whose stories would look odd with a cast of redheads."""
_PARENTS = frozenset({"father", "mother", "mom", "mum", "dad"})
_GRANDPARENTS = word_set(
    "grandmother grandma granny grandfather grandpa 奶奶 外婆 爷爷 外公 جدة الجدة جدتها جد الجد جدها grand-mère grand-père abuela abuelo nonna nonno großmutter großvater"
)
_FACE = (
    "a narrow, attentive face",
    "a round, open face",
    "a freckled face",
    "a weathered face",
    "an angular face",
    "a soft, thoughtful face",
)
_BUILD = ("slim", "sturdy", "tall and lean", "broad-shouldered", "of medium build", "wiry")
_COLOUR = (
    "mustard yellow",
    "deep blue",
    "rust red",
    "forest green",
    "cream",
    "plum",
    "charcoal grey",
    "teal",
)
_CLOTHES = (
    "wool coat over a plain shirt",
    "knitted sweater and dark trousers",
    "canvas jacket with a high collar",
    "linen shirt and a dark waistcoat",
    "long scarf over a grey coat",
)
_WORK = {
    "keeper": "navy fisherman's sweater and a heavy oilskin coat", "fisherman": "yellow oilskin and rubber boots", "sailor": "striped shirt and a navy pea coat",
    "captain": "dark double-breasted coat with brass buttons", "doctor": "white coat over a pale shirt", "nurse": "pale blue uniform",
    "chef": "white double-breasted jacket", "cook": "white apron over a rolled-sleeve shirt", "baker": "flour-dusted apron over a rolled-sleeve shirt",
    "astronaut": "white pressure suit with orange trim", "soldier": "worn olive uniform", "detective": "long grey trench coat",
    "king": "dark red robe and a thin gold crown", "queen": "deep blue gown and a thin gold crown", "knight": "dented steel armour over a red tunic",
    "farmer": "faded dungarees over a checked shirt", "painter": "paint-stained smock", "monk": "ochre robe", "builder": "leather apron over a thick shirt",
    "clockmaker": "dark waistcoat and round brass spectacles", "watchmaker": "dark waistcoat and round brass spectacles",
    "teacher": "tweed jacket and a knitted tie", "runner": "bright running jacket and worn trainers", "pilot": "brown leather flight jacket",
}  # fmt: skip
_AGES = {
    "girl": "about nine years old",
    "boy": "about nine years old",
    "child": "about six years old",
    "old woman": "in her seventies",
    "old man": "in his seventies",
}
_WHO = {"f": "woman", "m": "man"}
_THEIR = {"f": "her", "m": "his"}
_DECADES = ("late twenties", "thirties", "forties", "early fifties")
_ANIMALS = {
    "fox": "russet fur, amber eyes and a white-tipped tail", "wolf": "thick grey fur and pale eyes", "dog": "a shaggy brown coat and one folded ear",
    "cat": "a grey tabby coat and green eyes", "bear": "dense brown fur and small dark eyes", "horse": "a chestnut coat and a dark mane",
    "whale": "slate-blue skin, scarred flukes and one calm eye", "bird": "small dark wings and a pale breast", "owl": "tawny feathers and round orange eyes",
    "dragon": "bronze scales, folded wings and old gold eyes", "rabbit": "soft brown fur and long dark-edged ears",
}  # fmt: skip
_COLOURED_HAIR = re.compile(
    r"\b((?:(?!with\b|and\b|has\b|had\b)[a-z]+,? ){0,2}(?:black|white|grey|gray|red|silver|golden|blonde|blond|brown|dark|long|short|curly)[ -](?:hair(?:ed)?|beard(?:ed)?|braids?|curls))\b",
    re.IGNORECASE,
)
_WORN = re.compile(
    r"\b(?:in|wearing|wore|wears|put on|puts on|had on)\s+((?:a|an|her|his)\s+(?:[a-z-]+\s+){0,3}?(?:coat|dress|hat|scarf|jacket|shirt|boots|suit|cloak|sweater|apron|uniform|robe|cap|raincoat|gown|shawl))\b",
    re.IGNORECASE,
)
_LONG_WORK = re.compile(r"\bfor (?:thirty|forty|fifty|[345]\d) years\b", re.IGNORECASE)
_YEARS = re.compile(
    r"\b(?:(\d{1,2}|six|seven|eight|nine|ten|eleven|twelve|thirteen|sixteen|seventeen|eighteen|twenty|thirty|forty|fifty|sixty|seventy|eighty)[- ]years?[- ]old)\b",
    re.IGNORECASE,
)


def descriptions(reading: Reading) -> dict[str, str]:
    """A description of each character by name, 12 to 35 words, no two with the same hair and colour."""
    taken: set[str] = set()
    roles = {person.role for person in reading.cast}
    young = "grandchild" if roles & _GRANDPARENTS else "child" if roles & _PARENTS else ""
    hair = _DARK_HAIR if reading.language in _DARK_HAIRED else _HAIR
    return {
        p.name: _describe(p, _about(reading, p), taken, hair, _younger(reading, p, young))
        for p in reading.cast
    }


def _younger(reading: Reading, person: Person, young: str) -> str:
    """Whether the first of the cast, whose age nobody tells, is somebody's child or grandchild in this story."""
    plain = person.kind == "person" and not person.traits and not person.role
    return young if plain and person is reading.cast[0] else ""


def _about(reading: Reading, person: Person) -> str:
    """What the text says of a person: sentences that are theirs, or whose `his` or `her` can only be theirs."""
    if person.kind == "animal":
        return " ".join(line.text for line in reading.lines)
    alike = [other for other in reading.cast if other.gender == person.gender]
    others = [phrase for other in reading.cast if other is not person for phrase in other.told]
    found = []
    for line in reading.lines:
        if line.sentence.kind == "said":
            continue
        text = line.text
        for phrase in others:
            text = text.replace(phrase, "")
        if line.who.people == (person.name,):
            found.append(text)
        elif person.name in line.who.people and sum(other.name in line.who.people for other in alike) == 1:
            mine = {"f": r"\bhis\b", "m": r"\bher\b"}.get(person.gender)
            found.append(re.sub(rf"{mine}(?:\s+\w+){{1,3}}", "", text) if mine else "")
    return " ".join([*(f"{phrase}." for phrase in person.told), *found[:40]])


def _describe(person: Person, about: str, taken: set[str], hairs: tuple[str, ...], young: str) -> str:
    if person.kind == "animal":
        if told := told_animal(person):
            return f"{_called(person)}: {told}, the same animal in every picture"
        animal = species_of(person.role) if person.role in lexicon(english=False).species else person.role
        if colour := told_pelt(person, about):
            return f"{_called(person)}: one {colour} {animal or 'animal'}, the same animal in every picture"
        looks = (
            _ANIMALS.get(person.role)
            or _ANIMALS.get(species_of(person.role))
            or f"{_pick(person, 'fur', ('dark', 'pale', 'russet', 'grey'))} colouring and bright, watchful eyes"
        )
        return f"{_called(person)}: one {animal or 'animal'} with {looks}, the same animal in every picture"
    if person.kind == "machine":
        colour = _free(person, "colour", _COLOUR, taken)
        return f"{_called(person)}: a human-sized {person.role} with scuffed {colour} panels, round lens eyes and jointed metal hands"
    who = " ".join([*seen_traits(person), _noun(person, young)])
    parts = [f"{_introduced(person)}: a {who} {_age(person, about, young)}"]
    if not is_built(person):
        parts.append(
            _pick(person, "build", _BUILD[:3] if person.kind in {"girl", "boy", "child"} else _BUILD)
        )
    hair = _COLOURED_HAIR.search(about) or _COLOURED_HAIR.search(told_hair(about))
    worn = WORN_BESIDE.search(". ".join(person.told)) or _WORN.search(about) or WORN_LISTED.search(about)
    colour = _free(person, "colour", _COLOUR, taken)
    hair_text = (
        re.sub(r"^(?:(?:with|his|her|the|a|an|had|has|who|and|of|whose|its|their)\s+)+", "", hair[1].lower())
        if hair
        else f"{_hair(person, taken, hairs)} hair"
    )
    face = _pick(person, "face", _FACE)
    clothes = (
        worn[1].lower()
        if worn
        else _WORK.get(person.role) or f"{colour} {_pick(person, 'clothes', _CLOTHES)}"
    )
    clothes = re.sub(r"^(?:a|an|her|his)\s+", "", clothes)
    article = "" if clothes.endswith("boots") else "an " if clothes[0] in "aeiou" else "a "
    return f"{', '.join(parts)}, with {hair_text.replace('-haired', ' hair')}, {face} and {article}{clothes}"


def _called(person: Person) -> str:
    return person.name[0].upper() + person.name[1:]


def _introduced(person: Person) -> str:
    """`Tomas, the builder`: a name with the role that the text gives it."""
    trade = (
        (person.kind == "person" or (person.told and calling(person)))
        and person.role
        and person.role not in person.name
    )
    return f"{_called(person)}, the {person.role}" if trade else _called(person)


def _noun(person: Person, young: str) -> str:
    if young == "grandchild":
        return {"f": "girl", "m": "boy"}.get(person.gender, "child")
    told = person.kind if person.kind != "person" else _WHO.get(person.gender, "person")
    return told.removeprefix("old ")


def _age(person: Person, about: str, young: str) -> str:
    if beside := told_age(person):
        return beside.replace("their", _THEIR.get(person.gender, "their"))
    if told := _YEARS.search(about):
        return told[0].lower().replace("-", " ").replace("year old", "years old")
    if person.kind in _AGES:
        return _AGES[person.kind]
    if young == "grandchild":
        return "about eleven years old"
    their = _THEIR.get(person.gender, "their")
    if _LONG_WORK.search(about):
        return f"in {their} sixties"
    if {"old"} & set(person.traits) or person.role in {"father", "mother", "widow", "widower"}:
        return f"in {their} {'seventies' if 'old' in person.traits else 'sixties'}"
    if {"young", "little", "small"} & set(person.traits):
        return f"in {their} early twenties"
    return f"in {their} {_pick(person, 'age', _DECADES[:2] if young else _DECADES)}"


def _hair(person: Person, taken: set[str], hairs: tuple[str, ...]) -> str:
    old = person.kind.startswith("old") or "old" in person.traits or person.role in {"father", "mother"}
    return (
        _pick(person, "hair", ("white", "thin grey", "cropped silver"))
        if old
        else _free(person, "hair", hairs, taken)
    )


def _pick(person: Person, what: str, choices: tuple[str, ...]) -> str:
    return choices[zlib.crc32(f"{person.name}/{what}".encode()) % len(choices)]


def _free(person: Person, what: str, choices: tuple[str, ...], taken: set[str]) -> str:
    """The name's own choice, or the next one that no earlier character has."""
    start = choices.index(_pick(person, what, choices))
    ordered: Iterable[str] = (*choices[start:], *choices[:start])
    if person.kind in {"girl", "boy", "child"}:
        ordered = [choice for choice in ordered if "silver" not in choice]
    if person.gender == "m":
        ordered = [choice for choice in ordered if not choice.startswith(("long ", "braided "))]
    chosen = next((choice for choice in ordered if choice not in taken), choices[start])
    taken.add(chosen)
    return chosen
