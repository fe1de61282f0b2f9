"""What people's keyboards, scanners and word processors leave in a text, set right; nothing that means something goes."""

import re
import unicodedata

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_ACUTE = re.compile(r"(?<=[^\W\d_])[´`](?=[^\W\d_])|(?<=[^\W\d_]s)´(?=\s)")
_SYMBOLS = frozenset("°©®™℠♩♪♫♬♭♮♯№℃℉§†‡")
"""Signs that Unicode files with the emoji, and that people read or write."""
_KEEPS_HYPHEN = re.compile(
    r"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|well|half|self|ill|ex|non)[-‐]$",
    re.IGNORECASE,
)
"""What is written with a hyphen more often than it is the beginning of a longer word."""
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\x0c]"
)
_STRAY_JOINERS = re.compile(r"(?<![^\W\d_])[\u200c\u200d]+|[\u200c\u200d]+(?![^\W\d_])")
_SPACE_BEFORE_MARK = re.compile(r" +([,.،؟。，！？…](?![\w.]))")
_BEGINNINGS = re.compile(r"(?:^|[.!?…]\s+|\n\s*)[\"“'‘(„«]?[^\W\d_]")
_NAMED = re.compile(
    r"\b(?:mr|mrs|ms|dr|prof|captain|capt|doctor|sir|lady|king|queen|uncle|aunt|herr|frau|kapitän|madame|monsieur|capitaine"
    r"|señora?|don|doña|capitán|signora?|kaptan|bay|bayan|doktor)\.?\s+[^\W\d_]"
)
"""A title and the first letter of the name that it stands before."""
_LINK = re.compile(r"https?://\S+[^\s.,;:!?)\]»”\"']")


def with_apostrophes(text: str) -> str:
    """`text` with an apostrophe for each acute and backtick that was typed for one: `it´s`, ``Paul`s``."""
    return _ACUTE.sub("’" if "’" in text else "'", text)


def tidied(text: str) -> str:
    """`text` with one form for each character, without what is not seen and without emoji.

    The joiners within words stay, and so do signs that are read: `°`, `™`, `♪`. An acute typed as an apostrophe becomes
    one, and spaces that no line break stands in become one.
    """
    text = unicodedata.normalize("NFC", text).translate(_LIGATURES)
    text = with_apostrophes(text)
    text = _INVISIBLE.sub("", text)
    text = "".join(" " if _is_emoji(c) else c for c in text) if not text.isascii() else text
    text = _STRAY_JOINERS.sub("", text)
    text = _LINK.sub(" ", text)
    text = re.sub(r"[^\S\n]+", _space, text)
    return _SPACE_BEFORE_MARK.sub(r"\1", text)


def _space(found: re.Match[str]) -> str:
    """One space; one that no line may break at stays so, where it is alone."""
    return found[0] if found[0] in ("\u00a0", "\u202f") else " "


def _is_emoji(c: str) -> bool:
    if c in _SYMBOLS or c < "\u0080":
        return False
    return (
        unicodedata.category(c) in {"So", "Cs", "Co", "Cn"}
        or c == "\u20e3"
        or "\U0001f3fb" <= c <= "\U0001f3ff"
    )


def unhyphenated(before: str, after: str, text: str) -> str | None:
    """`before` and `after` joined, where the line between them breaks a word; None where it breaks none.

    The hyphen stays where the rest of the text writes the word with one.
    """
    if not (before.endswith(("-", "‐")) and len(before) > 1 and before[-2].isalpha() and after[:1].islower()):
        return None
    if _KEEPS_HYPHEN.search(before):
        return f"{before}{after}"
    head, tail = re.search(r"[^\W\d_]+.$", before), re.match(r"[^\W\d_]+", after)
    if head and tail and f"{head[0][:-1]}-{tail[0]}".casefold() in text.casefold():
        return f"{before[:-1]}-{after}"
    return before[:-1] + after


def is_loud(text: str) -> bool:
    """Whether a text is written in capitals."""
    letters = [c for c in text[:20_000] if c.isalpha() and (c.isupper() or c.islower())]
    loud = sum(c.isupper() for c in letters)
    return loud > 0.7 * len(letters) and (len(letters) >= 20 or loud == len(letters) > 5)


def lowered(text: str, language: str) -> str:
    """`text` in small letters, as its language writes them: Turkish has a dotless i."""
    if language in ("tr", "az"):
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower().replace("i̇", "i")


def raised(letter: str, language: str) -> str:
    """A first letter as a capital; one that would become several stays as it is."""
    capital = "İ" if letter == "i" and language in ("tr", "az") else letter.upper()
    return capital if len(capital) == 1 else letter


def quietened(text: str, language: str) -> str:
    """A text of capitals as sentences are written."""
    text = lowered(text, language)
    if language == "en":
        text = re.sub(r"\bi\b(?=['’ ])", "I", text)
    for place in (_NAMED, _BEGINNINGS):
        text = place.sub(lambda found: found[0][:-1] + raised(found[0][-1], language), text)
    return text
