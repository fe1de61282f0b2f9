"""The noun phrase that a short English request is about: `the two foxes`, `the running shoes`, or none at all."""

import re
from dataclasses import dataclass

from providers.offline.outline.people.name_words import ACTS, TITLES
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.word_sets import word_set

_SINGULAR = word_set("a an one every each this that another")
_PLURAL = word_set(
    "two three four five six seven eight nine ten twelve hundred both many several few these those"
)
_OWNERS = word_set("my our your his her their its")
_DETERMINERS = _SINGULAR | _PLURAL | _OWNERS | word_set("the some any no all")
_KEPT = word_set("two three four five six seven eight nine ten twelve hundred many several few")
"""Determiners that stay in the phrase: `the two foxes`."""
_PRONOUNS = word_set(
    "i you he she it we they there here who what me us them him nobody somebody everybody everyone"
)
_NO_SUBJECT = word_set("me us him them there here it")
"""Pronouns that no verb needs to follow."""
_ASKS = word_set("why how when where what who which whose")
_HELPS = word_set(
    "is are was were am be been do does did can could will would shall should may might must has have had don't "
    "doesn't didn't can't won't isn't aren't let's let please just never always not i'm it's we're they're you're i'll we'll"
)
_ENDS = word_set(
    "in on at to of from by with without for over under above below into onto through across near behind beside between "
    "around along after before during until against towards toward inside outside beyond upon like as than about that which "
    "who whose where when while because if but or so and then versus vs via off up down out away very too alone together "
    "again forever once now soon today tonight tomorrow yesterday me you him us them"
)  # fmt: skip
_ORDERS = word_set(
    "show imagine picture sell promote launch introduce announce advertise present create make build buy try discover meet "
    "find save tell explain describe write draw paint remember forget follow visit explore celebrate give take get go come "
    "run stop wait look listen watch hello hi hey welcome thank thanks goodbye oh wow yes think dream love bake learn play be "
    "open close bring stay keep see hear fly sing dance walk jump eat drink sleep help feel live die win lose fight teach clean cook "
    "enjoy join choose call drive ride read"
)
_ADJECTIVES = word_set(
    "new old young little small tiny tall big great lonely only brave shy quiet red blue green grey gray black white yellow "
    "golden silver pink purple orange brown dark bright warm cold hot wet dry happy sad free lost late early fast slow blind "
    "beautiful ugly good bad best better first last own next deep high low long short wild soft hard fresh sweet broken empty "
    "full rusty dusty ancient giant huge strange secret hidden magic crooked wooden stubborn alive ready real"
)
_LASTING = word_set("of for with and that which who in")
"""After these a word in -s is still a noun: `winter boots for children`."""
_IRREGULAR = {
    "mice": "mouse", "wolves": "wolf", "children": "child", "men": "man", "women": "woman", "people": "person", "geese": "goose",
    "knives": "knife", "leaves": "leaf", "feet": "foot", "teeth": "tooth", "wives": "wife", "thieves": "thief", "sheep": "sheep",
}  # fmt: skip
_ONE_IN_S = word_set(
    "bus gas lens news christmas chess glass dress chaos physics is was his its this always paris"
)
_INTRANSITIVE = word_set(
    "rises sets falls rings sings sleeps wakes barks burns dies lives cries grows melts ends begins dances"
)
_PLACES = word_set(
    "paris london tokyo rome berlin venice madrid vienna prague lisbon oslo cairo mumbai delhi beijing shanghai moscow sydney "
    "chicago boston istanbul mars venus jupiter saturn japan china india france italy spain germany egypt africa europe asia "
    "america england ireland scotland iceland norway christmas halloween easter summer winter spring autumn"
)
_ABSTRACT = word_set(
    "time way thing things something nothing everything life day name love hope end beginning story idea reason lot kind"
)
"""What no camera can be pointed at."""
_KIN = word_set("mum mom dad mummy mommy daddy")
_MOST_WORDS = 5
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*['’]?")


@dataclass(frozen=True)
class Phrase:
    """`noun` has no article; `named` can stand in a sentence. `being` is the head's kind of role, empty for a thing."""

    noun: str = ""
    plural: bool = False
    proper: bool = False
    being: str = ""

    @property
    def named(self) -> str:
        """`the red balloon`, `Anna's garden`; empty when there is no noun."""
        return self.noun if self.proper or not self.noun else f"the {self.noun}"


def being_of(word: str) -> str:
    """The kind of person, animal or machine that a noun means, its plural too; empty for a thing."""
    roles = lexicon(english=True).roles
    word = word.lower()
    if word == "people" or word in _KIN:
        return "person"
    return roles.get(word) or roles.get(singular(word), "")


def singular(word: str) -> str:
    """`foxes` → `fox`, `wolves` → `wolf`; a word that is no plural stays."""
    roles = lexicon(english=True).roles
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith("es") and (word[:-2] in roles or re.search(r"(?:sh|ch|x|ss)es$", word)):
        return word[:-2]
    return word[:-1] if _in_s(word) else word


def phrase_of(sentence: str) -> Phrase:
    """What a short sentence, question, order or title is about; an empty phrase when no noun is sure."""
    clause = re.split(r"[,;:!?()–—]", sentence.strip(' "“”'))[0]
    words = [w.replace("’", "'") for w in _WORD.findall(clause)]
    start, asks = _start(words)
    if start is None:
        return Phrase()
    first, at = _chunk(words, start, asks=asks)
    if not first.noun:
        return first
    joint = words[at].lower() if at < len(words) else ""
    if joint in {"and", "versus", "vs"} and at + 1 < len(words):
        second, _ = _chunk(words, at + 1, asks=False)
        owner = words[at + 1].lower()
        if (
            second.noun
            and bool(second.being) == bool(first.being)
            and (owner in _DETERMINERS or second.plural == first.plural)
        ):
            other = f"{owner} {second.noun}" if owner in _OWNERS else second.named
            creatures = {first.being, second.being} & {"animal", "machine"}
            being = "animal" if creatures else "person" if first.being else ""
            return Phrase(f"{first.noun} and {other}", plural=True, proper=first.proper, being=being)
    return first


def _start(words: list[str]) -> tuple[int | None, bool]:
    """Where the first noun phrase begins, None when nowhere, and whether it is in a question."""
    lower = [w.lower() for w in words]
    index, asks = 0, False
    while index < len(lower) and (lower[index] in _ASKS or lower[index] in _HELPS):
        asks = asks or lower[index] in {"do", "does", "did", "can", "could", "will", "would", "should"}
        asked_who = lower[index] in {"who", "what"}
        index += 1
        if (
            asked_who
            and index < len(lower)
            and lower[index] not in _HELPS
            and lower[index] not in _DETERMINERS
        ):
            index += 1
    spoke = False
    names_it = len(lower) > 1 and lower[0] in _ORDERS and lower[1] in _HELPS - {"not"}
    while not names_it and index < len(lower) and lower[index] in _PRONOUNS | _HELPS | _ORDERS | {"to"}:
        verb_next = lower[index] in _PRONOUNS - _NO_SUBJECT or lower[index] == "to"
        spoke = True
        index += 1
        if verb_next and index < len(lower) and lower[index] not in _HELPS | _DETERMINERS | {"to"}:
            index += 1
    if index < len(lower) - 1 and lower[index + 1] in _DETERMINERS - {"no", "any"}:
        listed = _in_s(lower[index]) or lower[index] in _IRREGULAR
        index += not listed and lower[index] not in _DETERMINERS | _ENDS
    if index < len(lower) and lower[index] in _ENDS:
        index = next((i for i in range(index, len(lower)) if lower[i] in _DETERMINERS), len(lower))
    return (index if index < len(lower) else None), asks and not spoke


def _chunk(words: list[str], start: int, *, asks: bool) -> tuple[Phrase, int]:
    """The noun phrase that begins at `start`, and where it ends."""
    index, opener, kept = start, "", []
    while index < len(words) and words[index].lower() in _DETERMINERS:
        opener = words[index].lower()
        kept += [opener] if opener in _KEPT else []
        index += 1
    found: list[str] = []
    while index < len(words) and len(found) < _MOST_WORDS:
        word = words[index].lower()
        after = words[index + 1].lower() if index + 1 < len(words) else ""
        if word in _ENDS or word in _HELPS or word in _DETERMINERS or word in _PRONOUNS:
            break
        if found and not opener and word.isalpha() and words[index].istitle() and found[-1].islower():
            break
        if found and _acts(word, found[-1].lower(), after, opener):
            break
        found.append(words[index])
        index += 1
        if opener not in _SINGULAR and (_in_s(word) or word in _IRREGULAR) and not word.endswith("'s"):
            break
    if asks and index == len(words) and len(found) > 1 and not _in_s(found[-1].lower()):
        found.pop()
    while found and (found[-1].lower() in _ADJECTIVES or found[-1].lower().endswith(("ly", "'s"))):
        found.pop()
    if not found or not re.search(r"[^\W\d_]", found[-1]):
        return Phrase(), index
    called = start == 0 and not opener and len(found) == 1 and words[0].istitle() and not being_of(words[0])
    acts = index < len(words) and words[index].lower() in ACTS and words[0].lower() not in _PLACES
    if found[-1].lower() in _ABSTRACT or (called and acts and not _in_s(words[0].lower())):
        return Phrase(), index
    return _phrase(found, kept, opener, opens=start == 0), index


def _phrase(found: list[str], kept: list[str], opener: str, *, opens: bool) -> Phrase:
    head = found[-1].lower()
    plural = opener in _PLURAL or (opener not in _SINGULAR and (_in_s(head) or head in _IRREGULAR))
    given = lexicon(english=True).given
    first = re.sub(r"'s?$", "", found[0]).lower()
    capital = found[0][0].isupper() and not opener
    proper = capital and (
        first in given
        or first in TITLES
        or first in _PLACES
        or not opens
        or (len(found) > 1 and found[-1][0].isupper())
    )
    if capital and found[0].lower().endswith("'s") and len(found) > 1 and not being_of(first):
        proper = True
    if first in TITLES and found[0][0].isupper() and len(found) > 1:
        found = [f"{found[0]}.", *found[1:]] if len(found[0]) < 4 and first not in {"don", "sir"} else found
    if not proper and not opener and not (len(found[0]) > 1 and found[0].isupper()):
        found = [found[0][0].lower() + found[0][1:], *found[1:]]
    being = (
        "person"
        if proper and (first in given or first in TITLES) and len(found) < 4 and "'s" not in found[0]
        else ""
    )
    return Phrase(" ".join([*kept, *found]), plural, proper, being or being_of(head))


def _acts(word: str, before: str, after: str, opener: str) -> bool:
    """Whether `word` is the verb that follows the noun `before`."""
    described = before in _ADJECTIVES or before.endswith(("'s", "ous", "ful"))
    closes = (
        not after or after in _ENDS or after in _DETERMINERS or after in _PRONOUNS or after.endswith("ly")
    )
    if described:
        return False
    if word in ACTS or word in _INTRANSITIVE:
        return True
    if word.endswith("ing") and len(word) > 5:
        return True
    if word.endswith("ed") and len(word) > 4:
        return closes
    if _in_s(word) and not word.endswith("'s"):
        verb_like = bool(after) and (after in _DETERMINERS or (after in _ENDS and after not in _LASTING))
        return opener in _SINGULAR or bool(being_of(before)) or verb_like
    return word in _ORDERS and closes and bool(after or before in _KIN or being_of(before))


def _in_s(word: str) -> bool:
    return (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "'s"))
        and word not in _ONE_IN_S
    )
