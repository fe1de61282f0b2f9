"""Who is in a script: its speakers who are seen, and whoever its action introduces. Nobody else is cast by what is said."""

import re
from collections.abc import Sequence
from dataclasses import replace

from models.story.manuscript import Manuscript
from models.subjects.subject import Subject
from providers.offline.outline.people.appositions import Apposition, appositions_of, with_introduced
from providers.offline.outline.people.cast import MAX_CAST, cast_of
from providers.offline.outline.people.given import with_given
from providers.offline.outline.people.name_words import TITLES
from providers.offline.outline.people.names import names
from providers.offline.outline.people.person import Person
from providers.offline.outline.people.sightings import Named
from providers.offline.outline.people.species import told_when_given
from providers.offline.outline.people.told import WORN_BESIDE
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.sentences import Sentence
from providers.offline.outline.text.word_sets import word_set

NOBODY = "…"
"""What a sentence shows that shows nobody: one that somebody says who is not seen."""
_TOGETHER = word_set(
    "all both everyone everybody crowd chorus together voices others alle beide tous toutes todos todas tutti"
)
"""Labels of lines that several say at once."""
_HEARD_ONLY = re.compile(
    r"\b(?:radio|tv|television|phone|telephone|intercom|speaker|loudspeaker|announcer|voice|computer|announcement)\b",
    re.IGNORECASE,
)
"""What is heard and is nobody in the picture, where the action does not show it."""
_MORE = 2
"""Who is cast of those who say nothing, where many speak."""
_AGE = r"(?:(?:early|mid|late)[- ]?)?(?:[1-9]0['’]?s|(?:twen|thir|for|fif|six|seven|eigh|nine)ties|teens?)|(?:aged? )?[1-9]\d?"
_NAME = r"(?P<name>[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+){0,2})"
_INTRODUCED = re.compile(rf"{_NAME}(?:, | \()(?P<age>{_AGE})(?P<more>(?:, [^.;()]*)?)")
_NOUN_PHRASE = re.compile(
    r"^(?:a|an|the|her|his|their)\s+(?:[\w-]+\s+){0,4}?(?P<noun>[a-z]+)(?=$|\s+(?:in|with|of|from|who|wearing)\b)"
)
_ARTICLE = re.compile(
    r"^(?:une?|l[ae]|eine?|der|die|das|una|uno|el|il|uma?|[mst]on|[mst]a|[mds]eine?|ihre?|su)\s+",
    re.IGNORECASE,
)
"""What begins such a phrase in other languages than English."""
_DESCRIBES = re.compile(r"^(?:(?:a|an|the|her|his|their|in|wearing|with)\s.*|[\w-]+(?: (?:and )?[\w-]+)?)$")
_ACTS = re.compile(r"^\w+(?:s|es)\b(?<!ous)(?<!less)(?<!ss)")
_WORN = re.compile(r"(?:in|wearing|with)\s", re.IGNORECASE)
_DECADES = {"1": "teens", "2": "twenties", "3": "thirties", "4": "forties", "5": "fifties", "6": "sixties", "7": "seventies", "8": "eighties", "9": "nineties"}  # fmt: skip


def shown_of(found: list[Sentence]) -> list[Sentence]:
    """The sentences of a script as far as they are seen: of what somebody says, that they are there.

    What a narrator says over a scene whose action is written shows nothing.
    """
    acted = {s.scene for s in found if s.kind == "seen"}
    return [replace(s, text=_shown(s, acted)) for s in found]


def _shown(sentence: Sentence, acted: set[int]) -> str:
    passage = sentence.passage
    if passage is None or passage.kind == "seen":
        return sentence.text
    if not passage.speaker:
        return NOBODY if passage.kind == "said" and sentence.scene in acted else sentence.text
    return NOBODY if passage.offscreen or passage.manner == "narration" else f"{passage.speaker}."


def cast_of_script(shown: list[Sentence], manuscript: Manuscript, given: Sequence[Subject]) -> list[Person]:
    """The cast of a script in order of appearance: speakers, whoever the action names as somebody, and those given."""
    language = manuscript.language
    seen = [s for s in shown if s.text != NOBODY]
    if not seen:
        return []
    spoken = _speakers(seen, manuscript)
    introduced = [
        _of_speaker(one, spoken)
        for one in (
            *appositions_of(seen, language),
            *_introductions(seen, language),
            *_called_by_role(spoken, language),
        )
    ]
    known = {form.casefold() for one in spoken for form in one.forms}
    action = [s for s in seen if s.kind != "said"]
    named, places = names(action, language) if action else ([], [])
    others = [one for one in named if not {form.casefold() for form in one.forms} & known]
    for one in others:
        one.first = next((n for n, s in enumerate(seen) if one.name in s.text), 0)
    places = [one for one in places if not {form.casefold() for form in one.forms} & known]
    people, places = with_introduced(
        seen, (sorted([*spoken, *others], key=lambda one: one.first), places), introduced
    )
    people, _ = with_given(seen, (people, places), given)
    introduced += told_when_given(given, people) if language == "en" else []
    cast = cast_of(seen, people, language, introduced, most=max(MAX_CAST, len(spoken) + _MORE))
    for person in cast:
        their = {"f": "her", "m": "his"}.get(person.gender, "their")
        person.told = tuple(re.sub(r"^in their (?=\w)", f"in {their} ", phrase) for phrase in person.told)
    return cast


def _of_speaker(one: Apposition, spoken: list[Named]) -> Apposition:
    """What is told of Nora Vance, where the speaker is Nora, is told of her."""
    words = {*one.name.split()}
    same = [named for named in spoken if words & {form for form in named.forms if " " not in form}]
    return replace(one, name=same[0].name) if len(same) == 1 else one


def _called_by_role(spoken: list[Named], language: str) -> list[Apposition]:
    """Speakers who are called by what they are: `Old Man`, `Mutter`."""
    found = []
    for named in spoken:
        noun = named.name.split()[-1].casefold()
        if kind := lexicon(english=language == "en").roles.get(noun, ""):
            kind = (
                f"old {kind}"
                if named.name.casefold().startswith("old ") and kind in ("man", "woman")
                else kind
            )
            found.append(Apposition(named.name, noun, kind, named.name.lower(), named.first))
    return found


def _speakers(seen: list[Sentence], manuscript: Manuscript) -> list[Named]:
    """Whoever says something and is seen at least once, with how often."""
    found = []
    action = " ".join(s.text for s in seen if s.kind != "said").casefold()
    speakers = manuscript.speakers
    for name in speakers:
        word = rf"(?<!\w){re.escape(name.casefold())}(?!\w)"
        mentioned = len(re.findall(word, action))
        lines = [
            n for n, s in enumerate(seen) if s.kind == "said" and s.passage and s.passage.speaker == name
        ]
        if (
            name.casefold() in _TOGETHER
            or not (mentioned or lines)
            or (_HEARD_ONLY.search(name) and not mentioned)
        ):
            continue
        there = re.compile(word)
        first = next(n for n, s in enumerate(seen) if n in lines or there.search(s.text.casefold()))
        forms = _forms(name, manuscript)
        found.append(Named(name, count=len(lines) + mentioned, first=first, forms=forms))
    return found


def _forms(name: str, manuscript: Manuscript) -> set[str]:
    """The words that mean a speaker: `Anna Berg` is Anna where nobody else is, `Old Man` is the old man and no old."""
    words = name.split()
    if words[-1].casefold() in lexicon(english=manuscript.language == "en").roles:
        nouns = {name.casefold(), words[-1].casefold()}
        return {name, *(f"{article} {noun}" for article in ("the", "a", "an") for noun in nouns)}
    shared = {word for other in manuscript.speakers if other != name for word in other.split()}
    plain = (word for word in words if len(word) > 2 and word.casefold().strip(".") not in TITLES)
    return {name, *(word for word in plain if word not in shared)}


def _introductions(seen: list[Sentence], language: str) -> list[Apposition]:
    """`Marta, 60s, a ticket clerk, counts` and `Ivan (20s, in a wet coat)`: an age, what they are, what they wear."""
    found = []
    for number, sentence in enumerate(seen):
        for match in _INTRODUCED.finditer(sentence.text) if sentence.kind != "said" else ():
            name = match["name"].removeprefix("The ").removeprefix("A ")
            found.append(Apposition(name, "", "", _age(match["age"]), number))
            for part in match["more"].strip(", ").split(", "):
                word, kind = _called_in(part, language)
                if not word and (not _DESCRIBES.match(part) or (_ACTS.match(part) and len(part.split()) > 1)):
                    break
                if not _WORN.match(part) and WORN_BESIDE.fullmatch(f"in {part}"):
                    part = f"in {part}"
                found.append(Apposition(name, word, kind, part, number))
    return found


def _called_in(part: str, language: str) -> tuple[str, str]:
    """The noun of a phrase that tells what somebody is, and its kind: of `une femme brune` `femme`, which is a woman."""
    if language == "en":
        noun = _NOUN_PHRASE.match(part)
        word = noun["noun"] if noun else ""
        return word, lexicon(english=True).roles.get(word, "person") if word else ""
    article, roles = _ARTICLE.match(part), lexicon(english=False).roles
    words = re.findall(r"[^\W\d_]+", part[article.end() :].lower())[:4] if article else []
    return next(((word, roles[word]) for word in words if word in roles), ("", ""))


def _age(said: str) -> str:
    """`60s` → `in their sixties`, as descriptions tell an age; their sex is not known here."""
    if plain := re.fullmatch(r"(?:aged? )?([1-9]\d?)", said):
        return f"aged {plain[1]}"
    words = re.sub(r"([1-9])0['’]?s", lambda found: _DECADES[found[1]], said.lower().replace("-", " "))
    return f"in their {words if words.endswith('s') else f'{words}s'}"
