"""Which language a text is in."""

import re
from functools import lru_cache
from typing import Any

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("kana", r"[\u3040-\u30ff]"), ("zh", r"[\u3400-\u4dbf\u4e00-\u9fff]"), ("ko", r"[\uac00-\ud7af]"),
    ("arabic", r"[\u0600-\u06ff\u0750-\u077f]"), ("he", r"[\u0590-\u05ff]"), ("cyrillic", r"[\u0400-\u04ff]"),
    ("el", r"[\u0370-\u03ff]"), ("hi", r"[\u0900-\u097f]"), ("bn", r"[\u0980-\u09ff]"), ("ta", r"[\u0b80-\u0bff]"),
    ("th", r"[\u0e00-\u0e7f]"), ("ka", r"[\u10a0-\u10ff]"), ("hy", r"[\u0530-\u058f]"), ("latin", r"[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]"),
)  # fmt: skip
_WEIGHT = {"kana": 3, "zh": 3, "ko": 2}
"""A Chinese character says as much as several letters."""
_ENGLISH = frozenset(
    ("the", "a", "an", "and", "of", "to", "in", "is", "was", "he", "she", "it", "with", "for", "that", "on", "at", "his", "her",
     "they", "you", "about")
)  # fmt: skip
_LATIN = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "is", "pl", "cs", "sk", "sl", "hr", "hu", "ro",
    "tr", "et", "lv", "lt", "sq", "ca", "eu", "gl", "cy", "ga", "id", "ms", "vi", "sw", "tl", "af"]  # fmt: skip
"""What is written in Latin letters and read by many: of all 97 that the identifier knows, short texts are more often
taken for one that nobody writes."""


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

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LATIN)
    return identifier
