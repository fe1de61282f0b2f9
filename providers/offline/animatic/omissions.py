"""What a shot asks for and its picture does not show: better said than guessed."""

import re
from collections.abc import Collection

from models.orders.requests import ImageRequest
from providers.offline.animatic.people.crowds import is_somebody, looks_in, strangers_told
from providers.offline.animatic.people.look import Look
from providers.offline.animatic.scenes import BUNDLE, Scene, prop_of, scene_of
from providers.offline.animatic.selection import Selection, selection_of
from providers.offline.animatic.words.abroad import in_english
from providers.offline.animatic.words.colours import COLOURS, plain
from providers.offline.animatic.words.nouns import doings_in, nouns_in, unseen
from providers.offline.animatic.words.prompts import (
    is_indoors,
    kinds_of_places,
    parts_named,
    things_meant,
    weather_of,
    weathers_said,
)
from providers.offline.animatic.words.scripts import language_in, unread_script
from providers.offline.animatic.words.species import species_of
from providers.offline.animatic.words.vocabulary import GARMENTS

MOST = 8
"""As many words as a board has room for."""
_NO_PLACE = re.compile(
    r"submarines?|astronauts?|spacecraft|spaceships?|starships?|asteroids?|planets?|trees|pines|ice|sailboats?"
)
"""Words that tell a place in which they are not."""
_THERE: dict[str, str] = {
    "": r"skies|suns?|clouds?|stars?|moons?|planets? |walls?|floors?|roofs?|rooftops?|grass|hills?|leaves|steps?|tiles?|bricks?",
    "coast": r"seas?|oceans?|waves?|tides?|rocks?|sands?|stones?|water", "harbour": r"seas?|boats?|ships?|water|quays?|piers?|waves?", "pier": r"seas?|planks?|water|waves?|boards?",
    "sea": r"waves?|water|tides?|planks?|pier|jetty", "forest": r"trees?|pines?|firs?|trunks?|branch(?:es)?|bushes|moss", "hills": r"trees?|meadows?|valleys?|slopes?",
    "mountains": r"snow|rocks?|slopes?|cliffs?|meadows?|valleys?", "desert": r"sands?|dunes?", "snow": r"snow|ice|trees?|firs?|slopes?", "road": r"poles?|fields?|dust",
    "field": r"rows?|trees?|meadows?|crops?|wheat|hedges?", "city": r"houses?|buildings?|windows?|lamps?|pavements?|facades?|lanterns?|roads?|doors?",
    "village": r"houses?|windows?|roads?|fields?|doors?|chimneys?", "space": r"planets?|craters?|stars?", "underwater": r"seas?|weeds?|seaweed|sands?|water|bubbles", "cave": r"rocks?|stones?|openings?",
    "room": r"sofas?|couch|pictures?|plants?|windows?|lamps?|paintings?", "kitchen": r"counters?|pots?|shelf|shelves|windows?|lamps?|cupboards?", "bedroom": r"beds?|pillows?|blankets?|windows?|tables?|lamps?",
    "library": r"books?|shelf|shelves|tables?|windows?|lamps?", "attic": r"boxes|trunks?|beams?|rafters?|windows?", "school": r"blackboards?|desks?|windows?|chalk|lamps?",
    "office": r"desks?|screens?|cabinets?|windows?|monitors?|lamps?", "workshop": r"bench(?:es)?|tools?|windows?|hammers?|workbench|lamps?",
}  # fmt: skip
"""What every picture of a place has in it; of the first, every picture."""
_CALLED = {"storm": "storm", "rain": "rain", "snowfall": "snow", "fog": "fog"}
_FALLS = {"storm": "storm", "rain": "rain", "snow": "snowfall", "fog": "fog"}


def undrawn(request: ImageRequest) -> tuple[str, ...]:
    """What the shot asks for and the picture does not show, in the shot's own words and order, at most eight.

    Things, people, weather and doings that its words name, and the props that it lists. What nobody could draw, a moment
    or a voice, is not asked for.
    """
    if request.sheet:
        return ()
    shot = request.shot
    looks = looks_in(shot, request.subjects, request.tints)
    scene = scene_of(shot, request.subjects)
    seen = _Seen(request, looks, scene, selection_of(shot, looks, scene))
    script, language = unread_script(shot.seen), language_in(shot.seen)
    nouns = () if script or not re.search(r"[A-Za-zÀ-ɏ]{3}", shot.seen) else nouns_in(shot.seen, language)
    props = seen.props()
    missing = [noun for noun in nouns if not (unseen(noun) or seen.shows(noun) or noun in " ".join(props))]
    missing += props + seen.weather(nouns)
    missing += doings_in(shot.seen) if language == "en" and looks else ()
    missing += [f"most of its {script} words, which are not read"] if script else []
    return tuple(dict.fromkeys(word[:60] for word in missing))[:MOST]


class _Seen:
    """What is in a picture, asked word by word."""

    def __init__(self, request: ImageRequest, looks: list[Look], scene: Scene, chosen: Selection) -> None:
        self._request = request
        self._scene = scene
        self._language = language_in(request.shot.seen)
        self._things = chosen.painted | {look.kind for look in looks}
        self._people = any(look.kind == "person" for look in looks)
        self._looks = looks
        # Who is listed wears what the bible says, and strangers what the shot says.
        self._told = not request.shot.characters and not any(
            one.kind == "character" for one in request.subjects
        )
        self._told = self._told and strangers_told(plain(in_english(request.shot.seen)))
        subjects = request.subjects
        self._named = plain(
            " . ".join(
                [
                    *request.shot.characters,
                    *(f"{one.name} {one.description}" for one in subjects if one.kind == "character"),
                ]
            )
        )
        self._weather = "" if is_indoors(scene.place) else weather_of(request.shot)

    def shows(self, noun: str) -> bool:
        """Whether a thing, a place or somebody that the words name is in the picture."""
        words = {plain(noun).strip(), plain(in_english(noun, self._language)).strip()}
        return any(self._shows(word) for word in words)

    def _shows(self, word: str) -> bool:
        if self._is_called(word):
            return True
        if word in COLOURS or re.search(rf"\b{re.escape(word)}\b", self._named):
            return True
        if word in GARMENTS:
            return self._told and self._people
        if is_somebody(word):
            return self._people and self._meant(word)
        if meant := things_meant(word):
            there = bool(self._things & set(meant)) or "moon" in meant or "star" in meant
            return there or self._at_hand(word)
        species = species_of(word, "")
        if species != "person":
            return species in self._things
        if word == "snow" and self._weather == "snowfall":
            return True
        if falls := weathers_said(word):
            return self._weather in falls or self._at_hand(word)
        if (kinds := kinds_of_places(word)) and not _NO_PLACE.fullmatch(word):
            return self._scene.place in kinds or self._at_hand(word)
        return self._at_hand(word) or bool(parts_named(word))

    def _is_called(self, word: str) -> bool:
        """Whether a noun stands beside the name of somebody who is seen: `der Förster Konrad`."""
        names = [re.escape(plain(name)) for name in self._request.shot.characters]
        text = plain(self._request.shot.seen)
        return any(
            re.search(rf"\b{re.escape(word)},? {name}\b|\b{name}, \w+ {re.escape(word)}\b", text)
            for name in names
        )

    def _at_hand(self, word: str) -> bool:
        """Whether every picture of this place has it."""
        return any(re.fullmatch(_THERE.get(place, r"(?!)"), word) for place in ("", self._scene.place))

    def _meant(self, word: str) -> bool:
        """Whether somebody who is called by a noun is one of those who are seen."""
        if not self._request.shot.characters and not any(
            s.kind == "character" for s in self._request.subjects
        ):
            return True
        seen = plain(self._request.shot.seen)
        return self._language != "en" or bool(re.search(rf"\bthe (?:\w+ )?{re.escape(word)}\b", seen))

    def weather(self, nouns: Collection[str]) -> list[str]:
        """The weather that is asked for and does not fall, where no noun has said so."""
        shot = self._request.shot
        asked = [name for name in weathers_said(plain(in_english(shot.seen))) if name != self._weather]
        asked += [_FALLS.get(shot.weather, "")] if shot.weather and not self._weather else []
        said = " ".join(plain(in_english(noun, self._language)) for noun in nouns)
        names = [
            _CALLED[name]
            for name in dict.fromkeys(asked)
            if name and not (name == "snowfall" and self._scene.place == "snow")
        ]
        return [name for name in names if name not in said]

    def props(self) -> list[str]:
        """The props that are drawn as a bundle, since there is no picture of them, or not at all."""
        props = [one for one in self._request.subjects if one.kind == "prop"]
        return [one.name for one in props if prop_of(one) == BUNDLE]
