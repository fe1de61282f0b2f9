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
from providers.offline.animatic.words.localities import head_of
from providers.offline.animatic.words.nouns import doings_in, nouns_in, unseen
from providers.offline.animatic.words.prompts import (
    is_indoors,
    kinds_of_places,
    of_now,
    parts_named,
    things_meant,
    weather_of,
    weathers_said,
)
from providers.offline.animatic.words.scripts import language_in, unread_script
from providers.offline.animatic.words.species import species_of
from providers.offline.animatic.words.unseen import NO_ROOMS, STAND_INS
from providers.offline.animatic.words.vocabulary import GARMENTS

MOST = 8
"""As many words as a board has room for."""
_NO_PLACE = re.compile(
    r"submarines?|astronauts?|spacecraft|spaceships?|starships?|asteroids?|planets?|trees|pines|ice|sailboats?"
)
"""Words that tell a place in which they are not."""
_THERE: dict[str, str] = {
    "": r"skies|suns?|clouds?|stars?|moons?|planets? |walls?|floors?|roofs?|grass|hills?|leaves|steps?|tiles?|bricks?",
    "coast": r"seas?|oceans?|waves?|tides?|rocks?|sands?|stones?|water", "harbour": r"seas?|boats?|ships?|water|quays?|piers?|waves?", "pier": r"seas?|planks?|water|waves?|boards?",
    "sea": r"waves?|water|tides?|planks?|pier|jetty", "forest": r"trees?|pines?|firs?|trunks?|branch(?:es)?|bushes|moss", "hills": r"trees?|meadows?|valleys?|slopes?",
    "mountains": r"snow|rocks?|slopes?|cliffs?|meadows?|valleys?", "desert": r"sands?|dunes?", "snow": r"snow|ice|trees?|firs?|slopes?", "road": r"poles?|fields?|dust",
    "field": r"rows?|trees?|meadows?|crops?|wheat|hedges?", "city": r"rooftops|houses?|buildings?|windows?|lamps?|pavements?|facades?|lanterns?|roads?|doors?",
    "village": r"rooftops|houses?|windows?|roads?|fields?|doors?|chimneys?", "space": r"planets?|craters?|stars?", "underwater": r"seas?|weeds?|seaweed|sands?|water|bubbles", "cave": r"rocks?|stones?|openings?",
    "room": r"sofas?|couch|pictures?|plants?|windows?|lamps?|paintings?", "kitchen": r"counters?|pots?|shelf|shelves|windows?|lamps?|cupboards?", "bedroom": r"beds?|pillows?|blankets?|windows?|tables?|lamps?",
    "library": r"books?|shelf|shelves|tables?|windows?|lamps?", "attic": r"boxes|trunks?|beams?|rafters?|windows?", "school": r"blackboards?|desks?|windows?|chalk|lamps?",
    "office": r"desks?|screens?|cabinets?|windows?|monitors?|lamps?", "workshop": r"bench(?:es)?|tools?|windows?|hammers?|workbench|lamps?",
}  # fmt: skip
"""What every picture of a place has in it; of the first, every picture."""
_SAID_SO = re.compile(r"cr(?:ies|ied|ying)|scream(?:s|ed|ing)?|weeps|wept")
_LYING = re.compile(r"\bsnow\b(?! (?:white|queen)\b)")
_WHO = frozenset({"he", "she", "they", "it", "i", "we", "you", "who", "everyone", "everybody", "somebody", "someone", "nobody"})  # fmt: skip
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
    told = of_now(shot.seen)
    nouns = () if script or not re.search(r"[A-Za-zÀ-ɏ]{3}", told) else nouns_in(told, language)
    props = seen.props()
    missing = [noun for noun in nouns if not (unseen(noun) or seen.shows(noun) or noun in " ".join(props))]
    missing += [place for place in seen.places() if place not in missing]
    missing += props + seen.weather(nouns)
    missing += [doing for doing in doings_in(told) if seen.does(doing)] if language == "en" and looks else []
    missing += ["the view from above"] if seen.from_the_side else []
    missing += [f"most of its {script} words, which are not read"] if script else []
    return tuple(dict.fromkeys(word[:60] for word in missing))[:MOST]


def _start(word: str, text: str) -> int:
    """Where a word begins in a text; its end where the word is not there."""
    found = re.search(rf"\b{re.escape(word)}\b", text.lower())
    return found.start() if found else len(text)


class _Seen:
    """What is in a picture, asked word by word."""

    def __init__(self, request: ImageRequest, looks: list[Look], scene: Scene, chosen: Selection) -> None:
        self._request = request
        self._scene = scene
        self._language = language_in(request.shot.seen)
        self._above = chosen.above
        overhead = request.shot.camera_angle == "overhead"
        self.from_the_side = overhead and not chosen.above and not chosen.detail
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
        if STAND_INS.fullmatch(word):
            return False
        if meant := things_meant(word):
            # From above one sees no moon, and not the ships that lie in every harbour.
            there = not self._above and ("moon" in meant or "star" in meant or self._at_hand(word))
            return bool(self._things & set(meant)) or there
        species = species_of(word, "")
        if species != "person":
            return species in self._things
        if word in NO_ROOMS:
            return self._at_hand(word)
        if word in ("carpet", "rug"):
            return self._above and is_indoors(self._scene.place)
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

    def places(self) -> list[str]:
        """The words for the places of the shot of which there is no picture: the truck, the church, the rooftop."""
        heads = {plain(head_of(name)): head_of(name) for name in self._request.shot.landscapes}
        english = {plain(in_english(head, self._language)).strip(): head for head in heads.values() if head}
        return [head for word, head in english.items() if word in NO_ROOMS and not self._at_hand(word)]

    def does(self, doing: str) -> bool:
        """Whether somebody or something alive is said to do it: not the snow that falls, nor what is said with a cry."""
        text = self._request.shot.seen
        if _SAID_SO.fullmatch(doing) and re.search('["“”«„]', text):
            return False
        before = re.split(r"[.!?;:]", text[: _start(doing, text)])[-1]
        words = re.findall(r"[^\W\d_]+", plain(before))
        named = {word for name in self._request.shot.characters for word in plain(name).split()}
        return any(
            word in named or word in _WHO or is_somebody(word) or species_of(word, "") != "person"
            for word in words[-6:]
        )

    def weather(self, nouns: Collection[str]) -> list[str]:
        """The weather that is asked for and does not fall, where no noun has said so."""
        shot = self._request.shot
        text = plain(in_english(of_now(shot.seen)))
        asked = [name for name in weathers_said(text) if name != self._weather]
        asked += ["snowfall"] if self._weather != "snowfall" and _LYING.search(text) else []
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
