"""Moods: seven families for what people call one, and the colours of each."""

from typing import Literal

MoodFamily = Literal["calm", "warm", "joyful", "epic", "tense", "mysterious", "sad"]

_MOOD_WORDS: dict[MoodFamily, tuple[str, ...]] = {
    "calm": ("calm", "peace", "quiet", "seren", "gentle", "soft", "still", "contemplat", "reflect"),
    "warm": ("warm", "tender", "love", "hearth", "cosy", "cozy", "intimate", "nostalg", "hope", "comfort"),
    "joyful": ("joy", "happy", "bright", "playful", "fun", "celebrat", "energ", "cheer", "delight", "aspir"),
    "epic": ("epic", "hero", "grand", "triumph", "majest", "bold", "adventur", "powerful", "confident", "awe"),
    "tense": ("tens", "fear", "dread", "danger", "urgent", "anger", "angry", "storm", "anxi", "suspens", "dark"),
    "mysterious": ("myster", "strange", "eerie", "dream", "secret", "magic", "wonder", "uncanny", "curious"),
    "sad": ("sad", "melanch", "grief", "lonel", "loss", "sorrow", "somber", "sombre", "bleak", "mourn"),
}  # fmt: skip


def mood_family(mood: str) -> MoodFamily:
    """The nearest of seven families for a mood in words; palettes and scores are chosen by it."""
    text = mood.lower()
    found = [
        (text.find(word), family) for family, words in _MOOD_WORDS.items() for word in words if word in text
    ]
    return min(found)[1] if found else "calm"


PALETTES: dict[MoodFamily, str] = {
    "calm": "muted blue, sea grey and sand",
    "warm": "amber, terracotta and cream",
    "joyful": "sunlit yellow, sky blue and coral",
    "epic": "deep teal, burnt orange and gold",
    "tense": "charcoal, cold green and a single red",
    "mysterious": "indigo, moss and pale silver",
    "sad": "slate, faded violet and bone white",
}
"""What each family's pictures are coloured by, in words."""
