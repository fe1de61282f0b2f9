"""What a shot feels like and how it is lit: by its hour, inside or outside, and by the moods of its words."""

from models.brief import Brief
from models.shots.shot_list import TimeOfDay
from models.story.moods import MoodFamily
from models.story.stages import Beat, Lighting

_ONE_DAY: tuple[TimeOfDay, ...] = ("morning", "day", "day", "evening", "dusk")
"""The light of a story that never says when it is: one day passes."""
MOODS: dict[MoodFamily, str] = {
    "calm": "calm, quiet", "warm": "warm, tender", "joyful": "joyful, bright", "epic": "epic, bold",
    "tense": "tense, uneasy", "mysterious": "mysterious, hushed", "sad": "sad, lonely",
}  # fmt: skip
"""How a family of moods is told."""
_OUTSIDE: dict[TimeOfDay, tuple[str, str]] = {
    "dawn": ("first light low on the horizon, long pale shadows, mist", "4300 K, pale rose and blue"),
    "morning": ("clear low sun from the side, crisp shadows, fresh air", "5000 K, clean gold"),
    "day": ("high soft daylight, open shade, gentle contrast", "5600 K, neutral"),
    "evening": ("warm sun close to setting, long shadows, glowing edges", "3600 K, amber"),
    "dusk": ("afterglow behind dark shapes, the first lamps lit", "4200 K, violet and ember"),
    "night": ("moonlight from behind, one warm practical light, deep shadow", "3200 K lamp against 7500 K moon"),
}  # fmt: skip
_INSIDE: dict[TimeOfDay, tuple[str, str]] = {
    "dawn": ("grey-blue window light, the room still half dark", "4800 K, cool"),
    "morning": ("sunbeams through the window, dust in the air", "4800 K, soft gold"),
    "day": ("even window light, soft fill", "5500 K, neutral"),
    "evening": ("low amber light through the window, lamps coming on", "3400 K, amber"),
    "dusk": ("a blue window and one warm lamp", "3200 K lamp against a blue window"),
    "night": ("a single lamp, the corners lost in shadow", "2900 K, warm lamplight"),
}  # fmt: skip


def hour_at(share: float) -> TimeOfDay:
    """The hour at a share of a film, 0 to 1, that never says when it is."""
    return _ONE_DAY[min(4, int(share * 5))]


def lit(hour: TimeOfDay, tone: str, *, inside: bool) -> Lighting:
    """The light of an hour, in a room or under the sky."""
    setup, colour = (_INSIDE if inside else _OUTSIDE)[hour]
    return Lighting(setup=setup, mood=tone.split(",")[0], color_temperature=colour)


def tone_of(brief: Brief, beat: Beat, moods: tuple[MoodFamily, ...]) -> str:
    """The mood of a shot: the brief's first, then what the words feel like, then the beat's."""
    felt = max(sorted(set(moods)), key=moods.count) if moods else None
    strong = moods.count(felt) > 1 if felt else False
    own = MOODS[felt] if felt else ""
    parts = [brief.mood, own, beat.mood] if strong else [brief.mood, beat.mood, own]
    words = [word.strip() for part in parts for word in part.split(",") if word.strip()]
    return ", ".join(list(dict.fromkeys(words))[:4])[:200]
