"""Where and when a script plays: as the headings of its scenes say, and where they say nothing as its action does."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from models.shots.shot_list import TimeOfDay
from models.story.manuscript import Manuscript, WrittenScene
from providers.offline.outline.setting import settings_of, times_of
from providers.offline.outline.text.lexicon import Place, lexicon
from providers.offline.outline.text.sentences import Sentence
from providers.offline.outline.text.word_sets import word_set

INDOORS = "indoors"
"""Said of a place that is seen from inside and whose words alone do not say so."""
OUTDOORS = "outdoors"
"""Said of a place that is seen from outside and that has a word of a room in its name: a kitchen garden, a cafe."""
_SHOWN_FROM_OUTSIDE = word_set("house stairs church stage train car shop cave hospital")
"""Kinds of places with an inside that their words alone do not show."""
_GREETING = re.compile(
    r"\b(?:(?P<morning>good morning|guten morgen|buenos días|buongiorno|bom dia|günaydın)|(?P<evening>good evening|guten abend|bonsoir|buonasera|iyi akşamlar)"
    r"|(?P<night>good night|gute nacht|bonne nuit|buenas noches|buonanotte|iyi geceler))\b",
    re.IGNORECASE,
)
_GREETED: dict[str, TimeOfDay] = {"morning": "morning", "evening": "evening", "night": "night"}
_LEAST_END = 4
"""Letters of the shortest word that says of what kind a place is, at the end of a longer word."""
_DETERMINED = re.compile(
    r"^(?:the|a|an|my|our|her|his|their|this|that|[\w'’-]+['’]s?)\s|^\w+\s(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$)|^home$",
    re.IGNORECASE,
)


def settings_of_script(
    shown: list[Sentence], manuscript: Manuscript
) -> tuple[list[str], dict[str, Place], list[TimeOfDay | None]]:
    """For each sentence its place and its hour, and what the places look like; `shown` is what of each is seen."""
    english = manuscript.language == "en"
    where: list[str] = []
    when: list[TimeOfDay | None] = []
    views: dict[str, Place] = {}
    for part in _told_together(shown, manuscript):
        places, seen = settings_of(part, [], english=english)
        where += [place or (where[-1] if where else "") for place in places]
        when += times_of(part, english=english)
        views = {**seen, **views}
    headed = any(scene.place for scene in manuscript.scenes)
    speakers = manuscript.speakers
    named = [place_name(scene, speakers, manuscript.language) for scene in manuscript.scenes]
    hour = next((scene.time_of_day for scene in manuscript.scenes if scene.time_of_day), None)
    if manuscript.form == "dialogue":
        # People who talk are where the first direction says, and when their greeting does.
        first = next((place for place in where if place), "")
        where = [place or first for place in where]
        greetings = (_GREETING.search(passage.text) for passage in manuscript.passages)
        greeted = next((_GREETED[str(found.lastgroup)] for found in greetings if found), None)
        when = [hours or greeted for hours in when]
    for number, sentence in enumerate(shown):
        scene = manuscript.scenes[sentence.scene]
        if headed:
            where[number] = named[sentence.scene]
            when[number] = scene.time_of_day or hour or when[number]
    for name, scene in zip(named, manuscript.scenes, strict=True):
        if name and (kind := kind_of(scene.place, english=english)):
            views[name] = Place(kind.name, kind.inside if scene.inside is None else scene.inside, kind.detail)
        elif name and scene.inside:
            views[name] = lexicon(english=True).kinds["room"]
    return where, views, when


def _told_together(shown: list[Sentence], manuscript: Manuscript) -> list[list[Sentence]]:
    """The sentences of which one tells where the others are: labelled shots are each somewhere, all else is one thread."""
    if manuscript.form != "shots":
        return [shown]
    return [list(part) for _, part in groupby(shown, key=lambda sentence: sentence.scene)]


def place_name(scene: WrittenScene, speakers: Sequence[str], language: str) -> str:
    """The place of a scene as its heading names it, with its article, and what kind it is where its words alone do not say so."""
    place = scene.place
    if not place:
        return ""
    called = {word.casefold(): word for name in speakers for word in name.split()}
    place = re.sub(r"[^\W\d_]+", lambda found: called.get(found[0].casefold(), found[0]), place)
    if language == "en":
        place = place if _DETERMINED.match(place) or place != place.lower() else f"the {place}"
    elif language == "de":
        place = " ".join(word[:1].upper() + word[1:] for word in place.split())
    english = language == "en"
    kind = kind_of(scene.place, english=english)
    drawn_inside = kind and kind.inside and kind.name not in _SHOWN_FROM_OUTSIDE
    # As a note's place is told: `the pond (lake)`, `the church (indoors)`.
    plain = english and kind and kind == _by_word(scene.place, english=english)
    meant = [kind.name] if kind and not plain else []
    meant += [INDOORS] if scene.inside and not drawn_inside else []
    meant += [OUTDOORS] if scene.inside is False and _names_a_room(scene.place, english=english) else []
    return f"{place} ({', '.join(meant)})" if meant else place


def _names_a_room(place: str, *, english: bool) -> bool:
    """Whether any word of a place is of a kind that is inside."""
    words = lexicon(english=english)
    kinds = [words.places[word] for _, word in words.tokens(place) if word in words.places]
    return any(kind.inside for kind in (*kinds, kind_of(place, english=english)) if kind)


def kind_of(place: str, *, english: bool) -> Place | None:
    """The kind of a place by its words, the last that is known: `ferry terminal` is a station, `motorboat` a boat."""
    if found := _by_word(place, english=english):
        return found
    places = lexicon(english=english).places
    tokens = re.findall(r"[^\W\d_]+", place.lower())
    ends = [word for word in places if len(word) >= _LEAST_END and any(t.endswith(word) for t in tokens)]
    return places[max(ends, key=lambda word: (len(word), word))] if ends else None


def _by_word(place: str, *, english: bool) -> Place | None:
    words = lexicon(english=english)
    tokens = [word for _, word in words.tokens(place)]
    known = [word for word in tokens if word in words.places]
    pairs = [pair for a, b in pairwise(tokens) if (pair := f"{a} {b}") in words.places]
    return words.places[(pairs or known)[-1]] if pairs or known else None
