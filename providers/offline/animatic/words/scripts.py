"""In which language a shot's few words are, as far as its picture needs to know, and which scripts are hardly read."""

import re

_WORDS = {
    "de": "der die das den dem des seine seiner ihr ihre ein eine einen einem einer eines und ist war im am mit auf von zu zum nicht sich aus er sie wie wer aber schon noch dann als wenn bei nach vor wir du es sind wird wurde hat",
    "fr": "le la les un une des du et est dans avec sur au aux il elle ils elles qui que ne pas son sa ses leur ce où puis mme c était dit se en à",
    "es": "el la los las un una y es en con de del su se al que por",
    "it": "il lo la gli un una e è nel nella con di del della che si su",
    "pt": "o a os as um uma e é no na com de do da que se",
    "en": "the a an and is in on of with to her his from at by it they she he into",
}
_COMMON = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SCRIPTS = (
    ("Chinese", r"[\u3400-\u9fff]", 12), ("Japanese", r"[\u3040-\u30ff]", 6), ("Arabic", r"[\u0600-\u06ff]", 24), ("Cyrillic", r"[\u0400-\u04ff]", 24),
    ("Greek", r"[\u0370-\u03ff]", 24), ("Hebrew", r"[\u0590-\u05ff]", 24), ("Devanagari", r"[\u0900-\u097f]", 24), ("Korean", r"[\uac00-\ud7af]", 12),
)  # fmt: skip
"""Scripts of which a few words are known, with the letters of a text that has more than those."""


def language_in(text: str) -> str:
    """The language whose small words a text has most of; `en` where it has none."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if counts[best] else "en"


def is_small(word: str) -> bool:
    """Whether a word is one of those that only join, in any of the languages."""
    return any(word.lower() in words for words in _COMMON.values())


def unread_script(text: str) -> str:
    """The script of a text that is hardly read, by its name; empty where it is read."""
    return next((name for name, letters, most in _SCRIPTS if len(re.findall(letters, text)) > most), "")
