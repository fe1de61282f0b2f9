"""What the phrases beside a name tell of a look: `a boy of seven`, `an old fisherwoman in a red coat`, `a big white dog`."""

import re
from itertools import pairwise

from providers.offline.outline.notes.hits import words as colour_words
from providers.offline.outline.people.person import Person
from providers.offline.outline.people.species import species_of
from providers.offline.outline.text.word_sets import word_set

_GARMENT = (
    r"(?:coats?|dress|hat|scarf|jacket|shirt|boots|suit|cloak|sweater|apron|uniform|robe|cap|raincoat|gown|shawl|trousers|"
    r"skirt|jumper|pullover|hoodie|vest|waistcoat|overalls|dungarees|oilskin|kimono|tunic|sandals|shoes|gloves|poncho|jeans)"
)
WORN_BESIDE = re.compile(
    rf"\b(?:in|wearing|with|and)\s+((?:(?:a|an|her|his)\s+)?(?:[a-z-]+\s+){{0,3}}?{_GARMENT}"
    rf"(?:\s+and\s+(?:(?:a|an)\s+)?(?:[a-z-]+\s+){{0,3}}?{_GARMENT})?)\b"
)
"""Clothes in a phrase beside a name."""
WORN_LISTED = re.compile(rf", ((?:[a-z-]+ ){{1,3}}{_GARMENT})(?=[,.;])")
"""Clothes in a list of what is seen of somebody: `Halvard, 70s, grey beard, yellow coat, mends a net`."""
_HAIR_AFTER = re.compile(r"\b([a-zß-ÿ]+) (Haar(?:e|en)?|Zöpfen?|Locken|Bart)\b")
_HAIR_BEFORE = re.compile(r"\b(cheveux|barbe|pelo|cabello|barba|capelli|nattes|trenzas|trecce) ([a-zß-ÿ]+)\b")
_HAIRS = {
    "bart": "beard",
    "barbe": "beard",
    "barba": "beard",
    "zöpfe": "braids",
    "zöpfen": "braids",
    "nattes": "braids",
    "trenzas": "braids",
    "trecce": "braids",
}
_OF_HAIR = dict.fromkeys(
    ("blond", "blonde", "blonds", "rubio", "rubia", "biondi", "bionda"), "blonde"
) | dict.fromkeys(("roux", "rousse", "pelirrojo", "pelirroja", "rossi", "rossa"), "red")
"""Colours that are of hair alone."""
_HAIRED = re.compile(
    r"\b(?:femme|homme|fille|garçon|mujer|hombre|chic[ao]|niñ[ao]|donna|uomo|ragazz[ao]) "
    r"(brune?|blonde?|rousse|roux|moren[ao]|rubi[ao]|pelirroj[ao]|brun[ao]|biond[ao])\b",
    re.IGNORECASE,
)
"""Of somebody these are the hair's: `une femme brune`."""
_HAIR_OF = {"bru": "brown", "mor": "dark", "blo": "blonde", "rub": "blonde", "bio": "blonde"}
_PLURAL_ENDING = re.compile(r"(?<=s)s$|(?<=[aeoi])s$")
_GERMAN_ENDING = re.compile(r"e[mnrs]?$")
_NUMBERS = {
    "one": "one un uno uma um una une eins ein",
    "two": "two zwei deux dos due dois",
    "three": "three drei trois tres tre três",
    "four": "four vier quatre cuatro quattro quatro",
    "five": "five fünf cinq cinco cinque",
    "six": "six sechs seis sei",
    "seven": "seven sieben sept siete sette sete",
    "eight": "eight acht huit ocho otto oito",
    "nine": "nine neun neuf nueve nove",
    "ten": "ten zehn dix diez dieci dez",
    "eleven": "eleven elf onze once undici",
    "twelve": "twelve zwölf douze doce dodici doze",
    "thirteen": "thirteen dreizehn treize trece tredici treze",
    "fourteen": "fourteen vierzehn quatorze catorce quattordici",
    "fifteen": "fifteen fünfzehn quinze quince quindici",
    "sixteen": "sixteen sechzehn seize dieciséis sedici",
    "seventeen": "seventeen", "eighteen": "eighteen", "nineteen": "nineteen", "twenty": "twenty zwanzig vingt veinte venti vinte",
    "thirty": "thirty dreißig trente treinta trenta trinta", "forty": "forty vierzig quarante cuarenta quaranta quarenta",
    "fifty": "fifty fünfzig cinquante cincuenta cinquanta", "sixty": "sixty sechzig soixante sesenta sessanta sessenta",
    "seventy": "seventy siebzig setenta settanta", "eighty": "eighty achtzig ochenta ottanta oitenta", "ninety": "ninety neunzig noventa",
}  # fmt: skip
_COUNT = dict(zip(_NUMBERS, [*range(1, 21), *range(30, 100, 10)], strict=True))
_YEARS = {word: _COUNT[name] for name, words in _NUMBERS.items() for word in words.split()}
_SAID = {years: name for name, years in _COUNT.items()}
_AGED = re.compile(
    r"\b(?:of|aged|von|mit|de|di|about|around)\s+(?:about |around |only |just )?(\w+)\b|\b(\w+)[- ]years?[- ]old\b",
    re.IGNORECASE,
)
_DECADE = re.compile(r"\bin (?:her|his|their) (?:early |mid |late )?\w+ties\b|\bin (?:her|his|their) teens\b")
_COLOURED = word_set(
    "black white grey gray red brown golden yellow orange blue green pink purple silver tawny russet spotted striped ginger cream"
)
_SEEN = word_set(
    "tall short thin fat slim stout huge blind bald bearded one-eyed freckled strong round skinny plump pale lame"
)
_BUILT = word_set("tall short thin fat slim stout huge strong round skinny plump")
_PLAIN = word_set(
    "woman man lady gentleman girl boy mother father sister brother wife husband son daughter aunt uncle grandmother grandma granny "
    "grandfather grandpa grandson granddaughter widow widower bride child kid"
)


def told_age(person: Person) -> str:
    """The age as English says it, `about seven years old` or `in her forties`; empty when no phrase tells one."""
    if years := told_years(person):
        said = _SAID.get(years, str(years))
        return f"about {said} year{'' if years == 1 else 's'} old"
    return next((decade[0] for phrase in person.told if (decade := _DECADE.search(phrase))), "")


def told_hair(text: str) -> str:
    """The hair or beard that a German or Romance text gives somebody with its colour, in English; empty where it gives none."""
    if somebody := _HAIRED.search(text):
        return f"{_HAIR_OF.get(somebody[1][:3].lower(), 'red')} hair"
    pairs = [(match[2], match[1]) for match in _HAIR_AFTER.finditer(text)]
    pairs += [(match[1], match[2]) for match in _HAIR_BEFORE.finditer(text)]
    for hair, colour in pairs:
        named = _colour_in_english(colour)
        forms = _forms_of(colour)
        if named := named or next((_OF_HAIR[form] for form in sorted(forms & {*_OF_HAIR})), ""):
            return f"{named} {_HAIRS.get(hair.lower(), 'hair')}"
    return ""


def told_pelt(person: Person, text: str) -> str:
    """The colour that a text of any language gives an animal beside its word, in English; empty where it gives none."""
    words = re.findall(r"[^\W\d_]+", text)
    called = {person.role.casefold(), person.name.split()[-1].casefold()}
    for first, second in pairwise(words):
        for noun, colour in ((first, second), (second, first)):
            if noun.casefold() in called and (named := _colour_in_english(colour)):
                return named
    return ""


def _forms_of(colour: str) -> set[str]:
    return {colour, _PLURAL_ENDING.sub("", colour), _GERMAN_ENDING.sub("", colour)}


def _colour_in_english(word: str) -> str:
    forms = _forms_of(word)
    return next(
        (
            value
            for value, pattern in colour_words("colours")
            if any(pattern.fullmatch(form) for form in forms)
        ),
        "",
    )


def told_years(person: Person) -> int:
    """The age in years, which a phrase tells in numbers or words; 0 when none does."""
    for phrase in person.told:
        for match in _AGED.finditer(phrase):
            word = (match[1] or match[2]).lower()
            if years := _YEARS.get(word) or int(word if re.fullmatch(r"[1-9]\d?", word) else 0):
                return years
    return 0


def told_animal(person: Person) -> str:
    """An animal in the words of the text, `one big white dog with brown ears`; empty when they tell no colour."""
    for phrase in person.told:
        words = re.sub(r"^\w+(?:['’]s)? ", "", phrase)
        nouns = {person.role, species_of(person.role)} & set(words.split())
        if nouns and _COLOURED & set(re.findall(r"[a-z]+", words.lower())):
            return f"one {words}"
    return ""


def seen_traits(person: Person) -> list[str]:
    """Adjectives beside the name that a picture shows: `tall`, `blind`."""
    words = [
        word for phrase in person.told for word in re.findall(r"[a-z-]+", phrase.split(f" {person.role}")[0])
    ]
    return list(dict.fromkeys(word for word in words if word in _SEEN))


def is_built(person: Person) -> bool:
    """Whether the text says how somebody is built: `a thin boy`."""
    return bool(_BUILT & set(seen_traits(person)))


def calling(person: Person) -> str:
    """The noun when it tells what somebody does, `fisherwoman`; empty for `woman` and `sister`, and what is not English."""
    known = (
        person.role.isascii()
        and person.kind in {"woman", "man"}
        and any(p.split()[0].lower() in _ENGLISH for p in person.told)
    )
    return person.role if known and person.role not in _PLAIN else ""


_ENGLISH = word_set("a an the her his my their our")
