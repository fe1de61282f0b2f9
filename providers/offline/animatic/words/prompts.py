"""Reads a shot's words: where it plays, what weather it has and which things a picture must show."""

import re

from models.shots.shot_list import Shot, Weather
from providers.offline.animatic.palette import RGB
from providers.offline.animatic.words.abroad import in_english
from providers.offline.animatic.words.colours import COLOURS, plain, said_colour
from providers.offline.animatic.words.localities import (
    is_furnished,
    is_outdoors,
    outside_of,
    without_houses,
    without_what_is_near,
)
from providers.offline.animatic.words.verbs import things_only

_PLACES: tuple[tuple[str, str], ...] = (
    ("underwater", r"under ?water|seabed|sea ?floor|coral|reef|submarine|ocean floor|deep sea"),
    ("space", r"(?:outer|deep|interstellar|into|in) space|(?:the )?space$|space (?:station|craft|walk)|spacewalk|planet|galaxy|cosmos|orbit|asteroid|astronaut|lunar|mars|nebula|spaceship|starship"),
    ("cave", r"caves?|caverns?|grotto|tunnel|underground|mine ?shaft"),
    ("kitchen", r"kitchens?|bakery|cafe|café|coffee ?shop|diner|restaurant|tavern"),
    ("attic", r"attic|loft|barn"),
    ("school", r"school|classroom|lecture|university"),
    ("library", r"library|bookshop|bookstore|archive|study"),
    ("office", r"office|boardroom|meeting room|laborator(?:y|ies)|lab|control room|hospital|clinic|studio|startup"),
    ("workshop", r"workshop|garage|workbench|forge|factory|atelier|shed"),
    ("bedroom", r"bedroom|bed|nursery|dormitory"),
    ("room", r"rooms?|interior|inside|indoors?|parlou?r|corridor|hall(?:way)?|apartment|flat|cabin|museum|gallery|theat(?:re|er)|shop|store|cockpit|at home|(?:in|inside|into|enters?) (?:a|an|the|his|her|their) (?:\w+ )?(?:church|chapel|cathedral|bar|pub|hotel|lobby|elevator|lift|prison|cell)"),
    ("snow", r"snow(?:y|field|storm)?|arctic|antarctic|ice|icy|glacier|winter|tundra|blizzard|frozen"),
    ("coast", r"coast(?:al|line)?|beach|shore(?:line)?|cliffs?|bay|lighthouse|dunes? by the sea|island"),
    ("harbour", r"harbou?rs?|quays?|quayside|wharf|docks?|marina"),
    ("pier", r"piers?|jetty|jetties"),
    ("desert", r"deserts?|dunes?|sahara|wasteland|canyon|mesa|oasis|savanna"),
    ("sea", r"seas?|oceans?|waves|sail(?:ing|boat)?|lake|river|at sea|ship|boat|harbour mouth"),
    ("forest", r"forests?|woods?|woodland|jungle|trees|grove|pines?|rainforest"),
    ("mountains", r"mountains?|peaks?|summit|alps|alpine|ridge|valley|volcano|highlands?"),
    ("city", r"city|cities|car ?parks?|parking ?lots?|streets?|downtown|skyline|urban|rooftops?|alley|town|market|metropolis|skyscrapers?|station|avenue|bazaar|square|neon|subway"),
    ("village", r"village|farmhouse|cottages?|hamlet|suburb|neighbou?rhood|houses"),
    ("road", r"roads?|highway|path|lane|route|journey|trail|crossroads?"),
    ("field", r"fields?|meadows?|farm|garden|park|hills?|prairie|orchard|vineyard|grass(?:land)?|lawn|countryside"),
)  # fmt: skip

_THINGS: tuple[tuple[str, str], ...] = (
    ("lighthouse", r"lighthouse"), ("door", r"doors?|doorway|gate|portal"), ("boat", r"boats?|ships?|sail(?:boat)?|ferry|raft|canoe"),
    ("train", r"trains?|locomotive|railway|wagon|tram"), ("car", r"cars?|taxi|truck|van|automobile|bus"),
    ("bicycle", r"bicycles?|bikes?|cycl(?:ing|ists?)"), ("rocket", r"rockets?|spaceships?|starship|shuttle"),
    ("house", r"house|cottage|cabin|hut|farmhouse|(?:a|the|their|his|her|our|my) (?:\w+ )?home"), ("tower", r"tower|castle|palace|fortress|temple|minaret"),
    ("bridge", r"bridges?"), ("tent", r"tents?|camp(?:site)?"), ("fire", r"fire|bonfire|campfire|flames?|fireplace"),
    ("tree", r"(?:a|the|an|lone|old|single|one|oak|ancient|olive|apple) (?:\w+ )?tree|oak|willow"),
    ("robot", r"robots?|androids?|automatons?|machine"), ("dog", r"dogs?|pupp(?:y|ies)|hounds?"), ("cat", r"cats?|kittens?"),
    ("wolf", r"wol(?:f|ves)"), ("fox", r"fox(?:es)?|vixens?"),
    ("horse", r"horses?|pon(?:y|ies)|mares?"), ("whale", r"whales?|dolphins?"), ("fish", r"fish(?:es)?|shoal"),
    ("bird", r"birds?|gulls?|seagulls?|crows?|raven|swallows?|eagle|flock|pigeons?|owl"),
    ("balloon", r"balloons?"), ("kite", r"kites?"), ("umbrella", r"umbrellas?"),
    ("lamp", r"lamps?|lanterns?|candles?|torch|lamplight"), ("clock", r"clocks?|(?:pocket|wrist) ?watch(?:es)?|(?:a|an|the|his|her|my|gold|silver|brass|old|broken) (?:\w+ )?watch(?! (?:the|her|him|it|them|as|from|over)\b)"),
    ("mug", r"mugs?|cups?|coffee|tea|teapot|espresso"), ("book", r"books?|diary|journal|notebook|novel|manuscript"),
    ("letter", r"letters?|envelopes?|postcards?|note|maps?"), ("key", r"keys?"), ("phone", r"phones?|smartphone|screen|app"),
    ("laptop", r"laptops?|computers?|monitor|keyboard"), ("camera", r"cameras?|photographers?"),
    ("guitar", r"guitars?|violin|cello|ukulele"), ("piano", r"pianos?"), ("flower", r"flowers?|roses?|tulips?|bouquet|blossoms?|seedling|sprout|plant"),
    ("box", r"boxes|box|chest|crate|parcel|package|suitcase|gift"), ("chair", r"chairs?|armchair|throne|stool|bench"),
    ("window", r"windows?"), ("mirror", r"mirrors?"), ("moon", r"moon(?:lit|light)?"), ("star", r"stars|starry|starlight|comet|meteor"),
    ("shoe", r"shoes?|sneakers?|boots"), ("bottle", r"bottles?|potion|vial|perfume"), ("bread", r"bread|loaf|loaves|cake|pie"),
)  # fmt: skip

_KEEPSAKES: tuple[tuple[str, str], ...] = (
    ("radio", r"radio|transistor|wireless"), ("ring", r"rings?"), ("sword", r"swords?|sabre|dagger|knife"), ("crown", r"crown|tiara"), ("hat", r"hat|cap|fedora"),
    ("scarf", r"scarf|shawl"), ("coin", r"coins?|medal|medallion"), ("basket", r"baskets?"), ("ball", r"balls?|marble"), ("apple", r"apples?|orange|peach"),
    ("telescope", r"telescope|spyglass"), ("teddy", r"teddy(?: bear)?|plush|soft toy|doll"), ("jar", r"jars?|vase|pot|urn|bowl"), ("compass", r"compass"),
    ("shell", r"shells?|conch"), ("gem", r"gems?|jewel|diamond|crystal|ruby|emerald|stone"), ("necklace", r"necklace|pendant|locket|amulet"), ("bag", r"bags?|satchel|backpack"),
)  # fmt: skip
"""What a prop of the bible may be besides: these words say other things in a prompt."""
_PARTS: tuple[tuple[str, str], ...] = (
    ("house", r"house|cottage|cabin|farmhouse|villa|home|facade|façade"), ("roof", r"roof(?:ed|s|tops?)?|roof tiles|slates"), ("wall", r"walls?|walled|wallpaper|plaster|tiles|tiled"),
    ("wood", r"floors?|floorboards|boards|parquet|planks"), ("sofa", r"sofa|couch|settee"), ("bed", r"bed|quilt|bedspread|blanket|duvet"), ("cupboards", r"cupboards?|cabinets?|units|dresser"),
    ("rug", r"rug|carpet"), ("sand", r"sand|sands|beach|dunes?|cliffs?"), ("leaves", r"leaves|foliage|trees|pines|firs"), ("green", r"grass|hills?|meadows?|lawn|moss"),
    ("crop", r"wheat|corn|fields?|crops?|poppies|flowers"), ("water", r"sea|water|lake|river|waves|pond"), ("shade", r"lampshade|lampshades"), ("sail", r"sails?"),
    ("planet", r"planet"), ("shutters", r"shutters"),
)  # fmt: skip
"""Parts of a place that have a colour of their own."""
_ENDS_A_THING = re.compile(
    r"\b(?:in|on|at|of|over|above|under|with|by|from|to|into|through|near|beside|behind|before|against|towards?|across|along|past|for|the|a|an|his|her|their|its|my|our|your|this|that|which|who|is|was|are|were|"
    r"and the|and an?|am|an|auf|aus|bei|mit|von|vor|zu|zum|zur|im|hinter|neben|über|unter|(?:sein|ihr|ein|mein|dein)(?:e[rnms]?)?|der|die|das|den|dem|des|du|les?|la|une?|dans|sur|avec|devant|sous|à|au|aux|son|sa|ses|"
    r"el|los|las|del?|en|con|sobre|al|su|il|lo|gli|nel|nella|sul|sulla|alla|davanti)\b"
)
"""Where what is said of one thing ends and the next begins, in the languages of which we know words."""
_LANDMARKS = ("lighthouse", "tower", "bridge")
"""Places are named for these, and then they are seen from there."""

_WEATHER: tuple[tuple[str, str], ...] = (
    ("storm", r"storm(?:y)?|thunder|lightning|tempest"),
    ("rain", r"rain(?:y|ing|fall)?|downpour|drizzle"),
    (
        "snowfall",
        r"snow(?:fall|ing|flakes?)|(?:il|it|which) (?:\w+ )?snow(?:s|ed)?|snows|snowed|begins? to snow|began to snow|snow (?:is |was )?(?:falls|fell|falling|tomb(?:e|ait|a)|fiel|fällt|cae|caía|cade|cadeva)|(?:falling|fiel|fällt|cae|caía|cade|cadeva) (?:la )?snow|blizzard|snowstorm",
    ),
    ("fog", r"fog(?:gy)?|mist(?:y)?|haze|smoke"),
)
_FELL = r"(?:storm|tempest|rain|snow(?:fall|storm)?|fog|mist)s?"
_NOT_NOW = re.compile(
    rf"\b{_FELL} (?:of|from|in) (?:(?:the|that) (?:\w+ ){{0,2}}(?:before|past|ago)|last \w+|yesterday|\d{{4}})\b|\b(?:last|yesterday's|that old) (?:\w+ ){{0,2}}{_FELL}\b"
    rf"|\b(?:after|before|since|until|without|no|remember(?:s|ed)?|forgot|survived|(?:dream(?:s|ed|t)?|think(?:s|ing)?|thought|talk(?:s|ed)?|sp(?:eaks?|oke)|tells?|told) of) (?:the |any |that )?(?:\w+ )?{_FELL}\b|\b{_FELL} (?:(?:had|has|is|was) )?(?:passed|gone|stops|stopped|ends|ended|ceased)\b",
    re.IGNORECASE,
)
"""A weather of another time."""
_INDOORS = frozenset({"kitchen", "attic", "school", "library", "office", "workshop", "bedroom", "room"})
_ROOMS = "|".join(words for name, words in _PLACES if name in _INDOORS)
_FALLING = re.compile(
    rf"\b(?:{next(words for name, words in _WEATHER if name == 'snowfall')})\b", re.IGNORECASE
)
_WHOLE: dict[str, RGB] = {**COLOURS, "black-and-white": (128, 128, 128), "sepia": (150, 118, 84)}
_FALLS: dict[Weather, str] = {"storm": "storm", "rain": "rain", "snow": "snowfall", "fog": "fog"}


def place_of(shot: Shot) -> str:
    """The kind of place, by the landscapes that the shot names and then by its prompt; `hills` when none fits."""
    return kind_of_place(" ".join(shot.landscapes), shot.seen)


def kind_of_place(*texts: str) -> str:
    """The kind of place that the first of these texts tells that tells any; `hills` when none does."""
    outdoors = any(map(is_outdoors, texts))
    for text in map(of_now, map(in_english, texts)):
        plainly = without_houses(without_what_is_near(text), _ROOMS)
        # Where it snows is said apart: what falls is no place, unless no other is named.
        for told in (_FALLING.sub(" ", plainly), plainly):
            found = [(hit.start(), name) for name, words in _PLACES if (hit := _find(words, told))]
            indoors = [place for place in found if place[1] in _INDOORS]
            open_air = [place for place in found if place[1] not in _INDOORS]
            if outdoors and found:
                return min(open_air)[1] if open_air else outside_of(min(indoors)[1])
            if found:
                # A window on the sea is seen from a room; otherwise what is named first is where we are.
                return min(indoors or found)[1]
    return "room" if not outdoors and any(map(is_furnished, texts)) else "hills"


def is_indoors(place: str) -> bool:
    """Whether a kind of place has walls."""
    return place in _INDOORS


def things_in(shot: Shot) -> tuple[str, ...]:
    """The things we can draw, in the order in which the shot names them; last the landmark that the place is named for."""
    place = in_english(" ".join(shot.landscapes))
    landmarks = "".join(f" . {name}" for name, words in _THINGS if name in _LANDMARKS and _find(words, place))
    return things_named(shot.seen + landmarks)


def painted_things(shot: Shot) -> dict[str, RGB]:
    """The colours that the shot, or else its prompt, gives to things: `a small red door` → door: red."""
    return {**painted_in(in_english(shot.seen)), **painted_in(in_english(" . ".join(shot.colours)))}


def painted_in(text: str) -> dict[str, RGB]:
    """The colours that a text gives to things and to parts of a place."""
    text, found = plain(things_only(text)), {}
    for name, words in (*_THINGS, *_PARTS):
        for hit in re.finditer(rf"((?:\b\w+\b ){{1,4}})(?:{words})\b", text):
            # The red coat at the door says nothing of the door.
            if colour := said_colour(_ENDS_A_THING.split(hit[1])[-1]):
                found[name] = colour
                break
    return found


def thing_named(text: str) -> str:
    """The thing that a text is about, the last that it names; nothing where we can draw none of them."""
    text = in_english(text)
    found = [(hit.start(), name) for name, words in (*_THINGS, *_KEEPSAKES) if (hit := _find(words, text))]
    return max(found)[1] if found else ""


def things_named(text: str) -> tuple[str, ...]:
    """The things that a text names, in its order."""
    text = things_only(in_english(text))
    found = [(hit.start(), name) for name, words in _THINGS if (hit := _find(words, text))]
    return tuple(name for _, name in sorted(found))


def things_meant(word: str) -> tuple[str, ...]:
    """The things that a word alone may mean, of those that can be drawn."""
    return tuple(name for name, words in (*_THINGS, *_KEEPSAKES) if _whole(words, word))


def kinds_of_places(word: str) -> frozenset[str]:
    """The kinds of place that a word alone means."""
    return frozenset(name for name, words in _PLACES if _whole(words, word))


def parts_named(word: str) -> tuple[str, ...]:
    """The parts of a place that a word alone means."""
    return tuple(name for name, words in _PARTS if _whole(words, word))


def of_now(text: str) -> str:
    """A text without the weather of another time: the storm of the year before."""
    return _NOT_NOW.sub(" ", text)


def weathers_said(text: str) -> dict[str, str]:
    """Every weather that a text in English says of now, with its word for it."""
    text = of_now(text)
    return {name: hit[0] for name, words in _WEATHER if (hit := _find(words, text))}


def _whole(words: str, word: str) -> bool:
    return any(re.fullmatch(words, said) for said in (word, f"a {word}"))


def colour_of(shot: Shot) -> RGB | None:
    """The colour that the whole picture has; None for the colours of its light."""
    return next((_WHOLE[colour] for colour in reversed(shot.colours) if colour in _WHOLE), None)


def weather_of(shot: Shot) -> str:
    """`storm`, `rain`, `snowfall`, `fog` or nothing: as the shot says, or else its words."""
    if shot.weather is not None:
        return _FALLS.get(shot.weather, "")
    said = weathers_said(f"{in_english(shot.seen)} . {in_english(' '.join(shot.landscapes))}")
    return next(iter(said), "")


def shows_hands(shot: Shot) -> bool:
    """Whether the shot speaks of somebody's hands."""
    return _find(r"hands?|fingers?|palms?|fists?", shot.seen) is not None


def bearing_of(shot: Shot) -> str:
    """What the body does: `walk`, `sit`, `reach` or `stand`."""
    for bearing, words in (
        (
            "walk",
            r"walk\w*|runs?|running|strid\w+|march\w*|climb\w*|hurr\w+|wander\w*|chas\w+|leaves|crosses",
        ),
        ("sit", r"sits?|sitting|seated|crouch\w*|kneel\w*"),
        ("reach", r"reach\w*|points?|pointing|waves to|waving|raises?|lifts?|touch\w*|opens?|opening"),
    ):
        if _find(words, shot.seen):
            return bearing
    return "stand"


def _find(words: str, text: str) -> re.Match[str] | None:
    return re.search(rf"\b(?:{words})\b", text.lower())
