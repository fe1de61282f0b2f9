"""Which language a text is in, and how long it takes to say."""

import re
from functools import lru_cache
from typing import Any

from providers.offline.outline.text.word_sets import word_set

ENGLISH_CHARS_PER_S = 16.0
"""Characters spoken in a second. Measured: Piper's voice `joe` says 22 (3.7 words a second over ten
sentences); hosted voices read at about 150 words a minute, which is 14 to 16. The slower pace is used, so
that a line fits its scene whoever speaks it."""
SENTENCE_PAUSE_S = 0.3
"""The rest around a sentence; measured with the same voice."""
CJK_CHARS_PER_S = 4.5
ARABIC_WORDS_PER_S = 2.0
OTHER_WORDS_PER_S = 2.2

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("kana", r"[\u3040-\u30ff]"), ("zh", r"[\u3400-\u4dbf\u4e00-\u9fff]"), ("ko", r"[\uac00-\ud7af]"),
    ("arabic", r"[\u0600-\u06ff\u0750-\u077f]"), ("he", r"[\u0590-\u05ff]"), ("cyrillic", r"[\u0400-\u04ff]"),
    ("el", r"[\u0370-\u03ff]"), ("hi", r"[\u0900-\u097f]"), ("bn", r"[\u0980-\u09ff]"), ("ta", r"[\u0b80-\u0bff]"),
    ("th", r"[\u0e00-\u0e7f]"), ("ka", r"[\u10a0-\u10ff]"), ("hy", r"[\u0530-\u058f]"), ("latin", r"[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]"),
)  # fmt: skip
_WEIGHT = {"kana": 3, "zh": 3, "ko": 2}
"""A Chinese character says as much as several letters."""
_ENGLISH = word_set("the a an and of to in is was he she it with for that on at his her they you about")


def language_of(text: str) -> str:
    """The ISO 639-1 code of a text: by its script, by its letter patterns for Latin; `en` when unsure."""
    head = text[:6000]
    counts = {name: len(re.findall(ranges, head)) * _WEIGHT.get(name, 1) for name, ranges in _SCRIPTS}
    if counts["kana"] and counts["kana"] * 5 >= counts["zh"]:
        counts["kana"] += counts["zh"]
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return "en"
    if script == "kana":
        return "ja"
    if script == "arabic":
        return "ur" if re.search(r"[ٹڈڑے]", head) else "fa" if re.search(r"[پچژگکی]", head) else "ar"
    if script == "cyrillic":
        return "uk" if re.search(r"[іїєґ]", head) else "ru"
    return _latin(head) if script == "latin" else script


def _latin(text: str) -> str:
    words = re.findall(r"[^\W\d_]+", text.lower())
    if sum(map(len, words)) < 24 or sum(word in _ENGLISH for word in words) > 0.15 * len(words):
        return "en"
    code, sure = _identifier().classify(text)
    return code if sure >= 0.8 and len(code) == 2 else "en"


@lru_cache(maxsize=1)
def _identifier() -> Any:  # noqa: ANN401 - py3langid ships no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


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
