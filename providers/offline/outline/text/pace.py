"""How long a text takes to say, by its language."""

import re

ENGLISH_CHARS_PER_S = 16.0
"""Characters spoken in a second. Measured: Piper's voice `joe` says 22 (3.7 words a second over ten
sentences); hosted voices read at about 150 words a minute, which is 14 to 16. The slower pace is used, so
that a line fits its scene whoever speaks it."""
SENTENCE_PAUSE_S = 0.3
"""The rest around a sentence; measured with the same voice."""
CJK_CHARS_PER_S = 4.5
ARABIC_WORDS_PER_S = 2.0
OTHER_WORDS_PER_S = 2.2


def is_cjk(language: str) -> bool:
    """Whether words are written without spaces, so that characters are counted."""
    return language in {"zh", "ja", "th"}


def spoken_seconds(text: str, language: str) -> float:
    """How many seconds it takes to say `text`, its pauses included."""
    if not text:
        return 0.0
    if is_cjk(language):
        return len(re.findall(r"\w", text)) / CJK_CHARS_PER_S + 0.1
    if language == "en":
        stops = len(re.findall(r"[.!?…]+", text)) or 1
        return len(text) / ENGLISH_CHARS_PER_S + SENTENCE_PAUSE_S * stops
    rate = ARABIC_WORDS_PER_S if language in {"ar", "fa", "ur", "he"} else OTHER_WORDS_PER_S
    return len(text.split()) / rate + 0.1
