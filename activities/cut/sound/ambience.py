"""Ambience: which sounds a film's places make, read from the words of its scenes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from models.cut.timeline import Timeline, TimelineSound

ROOM_TONE = "room tone"
"""What lies under a whole film in which anything is heard."""

CROSSFADE_S = 0.5
"""Seconds over which one place's sound becomes the next one's, half of them on either side of the join."""

_SECOND_DB = -5.0
"""A second sound of a place, and what is heard through its walls."""

_WORDS: dict[str, str] = {
    "storm": "storm stormy thunderstorm tempest thunder hurricane gale typhoon",
    "rain": "rain rainy raining drizzle downpour rainstorm monsoon",
    "fire": "fire fireplace fireside hearth campfire bonfire forge furnace",
    "machine": "ship freighter tanker submarine spaceship starship spacecraft space_station space orbit cockpit "
    "laboratory lab engine_room engine machine factory server_room reactor moon_base airlock bunker airplane "
    "aeroplane aircraft",
    "sea": "sea ocean wave coast coastline coastal shore shoreline seashore seaside beach harbour harbor port pier "
    "dock quay jetty wharf marina boat rowing_boat sailboat fishing_boat ferry raft canoe lighthouse island isle "
    "bay cove headland open_water",
    "stream": "river riverbank riverside stream creek brook waterfall rapids spring",
    "city": "city downtown street alley avenue sidewalk pavement crossing crossroads town metropolis suburb highway "
    "road intersection traffic square market marketplace skyline train_station bus_stop railway_station plaza",
    "wood": "forest wood woodland jungle grove orchard park garden wilderness thicket",
    "open": "field meadow prairie pasture farm lake lakeside pond lagoon village hamlet countryside vineyard camp "
    "marsh swamp yard backyard courtyard valley savannah",
    "wind": "wind windy windswept mountain mountainside summit peak ridge cliff clifftop hill hilltop hillside slope "
    "desert dune plain tundra steppe glacier canyon gorge plateau rooftop roof sky moor heath snow snowy snowfield "
    "ice tower rampart battlement wasteland",
    "room": "room bedroom kitchen office attic cellar basement hall hallway corridor library house cottage cabin hut "
    "apartment flat mansion home interior indoors inside bathroom nursery chamber classroom school museum gallery "
    "hospital ward clinic restaurant cafe café bar pub inn tavern diner shop store bookshop bakery studio workshop "
    "church chapel cathedral temple theatre theater stage stair staircase cell prison lobby elevator tent cave "
    "tunnel archive garage warehouse lounge parlour parlor",
}
_NIGHT = "night midnight moonlit nighttime"
_MORNING = "dawn morning sunrise daybreak"

_THROUGH_WALLS = ("fire", "storm", "rain", "machine", "sea", "city")
_OUTSIDE = ("storm", "rain", "fire", "machine", "sea", "stream", "city")


def ambience(timeline: Timeline) -> tuple[TimelineSound, ...]:
    """The effects track that the words of `timeline`'s scenes ask for; what was there already is not seen.

    Clips in a row that sound the same share one stretch, and stretches overlap by half a second where
    they meet. Under everything lies room tone, so that no gap is digital silence; a film in which
    nothing else sounds gets none.
    """
    beds = tuple(
        TimelineSound(
            name=f"ambience_{number:03d}",
            start=stretch.start,
            seconds=stretch.end - stretch.start,
            text=stretch.bed,
            gain_db=stretch.db,
        )
        for number, stretch in enumerate(
            sorted(_stretches(timeline), key=lambda stretch: stretch.start), start=1
        )
    )
    if not (beds or timeline.voice or timeline.music):
        return ()
    return (TimelineSound(name=ROOM_TONE, seconds=timeline.seconds, text=ROOM_TONE), *beds)


def sounds_of(scene: str) -> tuple[str, ...]:
    """The beds of a place and time in words, the main one first; none where the words say nothing."""
    found = {bed for bed, words in _PATTERNS.items() if words.search(scene)}
    if "storm" in found:
        found.discard("rain")
    if "room" in found and "machine" not in found:
        return ("room", *(bed for bed in _THROUGH_WALLS if bed in found))[:2]
    sounds = [bed for bed in _OUTSIDE if bed in found]
    if found & {"wood", "open"} and not found & {"storm", "rain"}:
        sounds.append(_nature(scene, wooded="wood" in found))
    if "wind" in found and "storm" not in found:
        sounds.append("wind")
    return tuple(dict.fromkeys(sounds))[:2]


def _nature(scene: str, *, wooded: bool) -> str:
    if _AT_NIGHT.search(scene):
        return "night"
    return "birds" if wooded or _IN_THE_MORNING.search(scene) else "wind"


class _Stretch(NamedTuple):
    """A bed, from `start` to `end` in seconds, `db` beside its own level."""

    bed: str
    start: float
    end: float
    db: float


def _stretches(timeline: Timeline) -> Iterator[_Stretch]:
    """Where each bed is heard, in the order in which they end."""
    # A transition belongs half to the clip before it and half to the one after.
    joins = [
        max(0.0, start + clip.transition.frames / 2)
        for start, clip in zip(timeline.starts(), timeline.picture, strict=True)
    ]
    joins = [join / timeline.fps for join in joins] + [timeline.seconds]
    playing: dict[str, tuple[float, float]] = {}
    for at, clip in zip(joins, [*timeline.picture, None], strict=True):
        levels = (0.0, _SECOND_DB)
        wanted = dict(zip(sounds_of(clip.scene), levels, strict=False)) if clip else {}
        for bed in [bed for bed in playing if wanted.get(bed) != playing[bed][1]]:
            start, db = playing.pop(bed)
            yield _Stretch(bed, start, min(joins[-1], at + CROSSFADE_S / 2), db)
        for bed, db in wanted.items():
            playing.setdefault(bed, (max(0.0, at - CROSSFADE_S / 2), db))


def _pattern(words: str) -> re.Pattern[str]:
    either = "|".join(word.replace("_", "[ -]") for word in words.split())
    return re.compile(rf"\b(?:{either})(?:e?s)?\b", re.IGNORECASE)


_PATTERNS = {bed: _pattern(words) for bed, words in _WORDS.items()}
_AT_NIGHT, _IN_THE_MORNING = _pattern(_NIGHT), _pattern(_MORNING)
