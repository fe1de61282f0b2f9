"""Who is no human: which words mean which creature that we can draw."""

import re

from models.subjects.subject import Subject
from providers.offline.animatic.words.colours import plain
from providers.offline.animatic.words.vocabulary import GARMENTS

_SPECIES: tuple[tuple[str, str], ...] = (
    ("robot", r"robots?|androids?|droids?|automat(?:on|ons|a)|bots?|machine"), ("wolf", r"wol(?:f|ves)|huskies|husky|malamutes?|coyotes?|jackals?"),
    ("dog", r"dogs?|pupp(?:y|ies)|hounds?|terriers?|retrievers?|labradors?|spaniels?|poodles?|collies?|sheepdogs?|beagles?|dachshunds?|bulldogs?"),
    ("fox", r"fox(?:es)?|vixens?"), ("lion", r"lions?|lioness(?:es)?"), ("tiger", r"tigers?|leopards?|panthers?|cheetahs?|jaguars?|lynx"),
    ("cat", r"cats?|kittens?|tabby|tomcats?"), ("bear", r"bears?|cubs?|pandas?|grizzl(?:y|ies)"), ("donkey", r"donkeys?|mules?"),
    ("horse", r"horses?|pon(?:y|ies)|mares?|stallions?|foals?|unicorns?|zebras?"), ("deer", r"deer|stags?|fawns?|does?|elks?|moose|reindeer|antelopes?|gazelles?"),
    ("goat", r"goats?|sheep|lambs?|rams?"), ("cow", r"cows?|bulls?|oxen|ox|cal(?:f|ves)|bisons?|pigs?|piglets?|boars?"), ("elephant", r"elephants?|mammoths?"),
    ("rabbit", r"rabbits?|hares?|bunn(?:y|ies)"), ("mouse", r"mouse|mice|rats?|hamsters?|hedgehogs?"), ("squirrel", r"squirrels?|chipmunks?"), ("dragon", r"dragons?"),
    ("owl", r"owls?|owlets?"), ("penguin", r"penguins?"), ("duck", r"ducks?|geese|goose|swans?|ducklings?"), ("crow", r"crows?|ravens?|blackbirds?|magpies?|jackdaws?"),
    ("bird", r"birds?|sparrows?|gulls?|seagulls?|robins?|parrots?|pigeons?|doves?|eagles?|hawks?|falcons?|swallows?|finch(?:es)?|hens?|chickens?|roosters?"),
    ("whale", r"whales?|orcas?|dolphins?"), ("fish", r"fish(?:es)?|sharks?|salmon|trout|goldfish"), ("turtle", r"turtles?|tortoises?"), ("frog", r"frogs?|toads?"),
)  # fmt: skip
_FOUND = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b(?!'s))" for name, words in _SPECIES))
_SLED_DOG = re.compile(r"\b(?:huskies|husky|malamutes?)\b")
_HUMAN = re.compile(
    r"\b(?:wom[ae]n|m[ae]n|girls?|boys?|child(?:ren)?|person|people|ladies|lady|gentlem[ae]n|kids?|toddler|bab(?:y|ies)"
    r"|teenagers?|mother|father|grandmother|grandfather|keeper|captain|doctor|sailor|engineer|walker|trainer|rider|tamer|owner|catcher)\b"
)


def species_of(description: str, name: str) -> str:
    """`person`, or the creature that a plain description says first; a name tells where the description does not."""
    for text in (description, name):
        human, other = _HUMAN.search(text), _found(text)
        if human and (not other or human.start() < other.start() + 12):
            return "person"
        if other and other.lastgroup:
            return other.lastgroup
    return "person"


def also_called(subject: Subject) -> frozenset[str]:
    """What a character's creature is called besides what it is drawn as: a husky is drawn as a wolf, and is the dog."""
    said = plain(f"{subject.name} {subject.description}")
    return frozenset({"dog"}) if subject.kind == "character" and _SLED_DOG.search(said) else frozenset()


def _found(text: str) -> re.Match[str] | None:
    """The first creature that is not a garment's: a fox fur collar, a bear hat."""
    for hit in _FOUND.finditer(text):
        after = re.findall(r"\w+", text[hit.end() :])[:2]
        if not any(word in GARMENTS or word in ("fur", "skin", "hair", "leather") for word in after[:1]):
            return hit
    return None


def kind_said(text: str) -> str:
    """The words before a creature's own word, which may say its colour: `small white` of a small white terrier."""
    hit = _found(text)
    if not hit:
        return ""
    before = re.split(r"[,;:.]|\b(?:with|and|in)\b", text[: hit.start()])[-1]
    return " ".join(before.split()[-4:])
