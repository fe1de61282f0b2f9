"""What of a line a voice can speak, and in which script the line is written."""

import re
import unicodedata

_TYPOGRAPHY = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "—": ", ", "―": ", ", "…": "...", "•": ", ", "™": "", "®": "", "©": "", "℠": "",
    "→": ", ", "[": " ", "]": " ", "{": " ", "}": " ", "_": " ", "~": " ", "|": " ", "^": " ", "\\": " ", "`": " ", "*": " ",
})  # fmt: skip

_RANGES = str.maketrans({"‒": "-", "–": "-"})

_IN_ENGLISH = str.maketrans({
    "×": " by ", "÷": " divided by ", "≈": " about ", "±": " plus or minus ", "≤": " at most ", "≥": " at least ",
    "№": " number ", "½": " and a half ", "¼": " and a quarter ", "¾": " and three quarters ",
})  # fmt: skip
"""Signs that an English voice reads in words; voices of other languages have their own."""

_MARKS = re.compile(r"</?[A-Za-z][^<>]*>|https?://\S+")
_PAUSES = re.compile(r"\s+[-‒–]+\s+|--+|\.{2,}(?=\s*[^\s.\"')])")
"""What is a pause: a dash between spaces, two hyphens, dots that are not the end. An engine runs their neighbours together."""

_SCRIPTS = {
    "ar": "ARABIC", "fa": "ARABIC", "ur": "ARABIC", "he": "HEBREW", "ru": "CYRILLIC", "uk": "CYRILLIC", "bg": "CYRILLIC",
    "sr": "CYRILLIC", "kk": "CYRILLIC", "el": "GREEK", "zh": "CJK", "ja": "CJK HIRAGANA KATAKANA", "ko": "HANGUL",
    "hi": "DEVANAGARI", "ne": "DEVANAGARI", "bn": "BENGALI", "ta": "TAMIL", "te": "TELUGU", "ml": "MALAYALAM",
    "th": "THAI", "ka": "GEORGIAN", "hy": "ARMENIAN", "am": "ETHIOPIC",
}  # fmt: skip
"""What languages that are not written in Latin letters are written in, as Unicode's names begin."""

_NAMED_SCRIPTS = {
    "ARABIC": "Arabic", "HEBREW": "Hebrew", "CYRILLIC": "Cyrillic letters", "GREEK": "Greek",
    "CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean",
    "DEVANAGARI": "Devanagari letters", "BENGALI": "Bengali", "TAMIL": "Tamil", "THAI": "Thai",
    "GEORGIAN": "Georgian", "ARMENIAN": "Armenian", "ETHIOPIC": "Ethiopic letters",
}  # fmt: skip

_LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "cy": "Welsh", "de": "German", "el": "Greek", "en": "English", "eu": "Basque", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "ga": "Irish", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
    "kk": "Kazakh", "ko": "Korean", "lb": "Luxembourgish", "lt": "Lithuanian", "lv": "Latvian", "ml": "Malayalam", "ne": "Nepali", "ms": "Malay", "nb": "Norwegian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def language_name(code: str) -> str:
    """The English name of an ISO 639-1 code; a code without one here is quoted as it is."""
    return _LANGUAGES.get(code.lower(), repr(code))


def other_script(text: str, language: str = "en") -> str:
    """The name of the script when most letters of `text` are neither Latin nor the language's own, else an empty string."""
    own = ("LATIN", "FULLWIDTH", *_SCRIPTS.get(language, "").split())
    letters = [unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha()]
    foreign = [script for script in letters if script not in own]
    if 2 * len(foreign) <= len(letters):
        return ""
    common = max(sorted(set(foreign)), key=foreign.count)
    return _NAMED_SCRIPTS.get(common, f"{common.title()} letters")


def speakable(text: str, language: str = "en") -> str:
    """`text` as a voice of that language should read it: plain punctuation, no emoji, no markup, one space between words.

    Full-width and styled letters become plain ones, accents stay, and so do the joiners of scripts that are written with
    them. Empty when nothing can be spoken.
    """
    text = _PAUSES.sub(", ", without_marks(text).translate(_TYPOGRAPHY)).translate(_RANGES)
    if language == "en":
        # Before NFKC, which would turn "3½" into "31⁄2".
        text = re.sub(r"(?<!\d)½", " half ", text).translate(_IN_ENGLISH)
    text = unicodedata.normalize("NFKC", text)
    kept = "".join(_kept(c, latin=language not in _SCRIPTS) for c in text)
    words = re.sub(r"\s+", " ", kept).strip()
    words = re.sub(r" +([,.;:!?])", r"\1", words)
    words = re.sub(r",(?:\s*,)+", ",", words).strip(" ,;:-")
    return words if any(c.isalnum() for c in words) else ""


def without_marks(text: str) -> str:
    """`text` without the tags and links in it."""
    return _MARKS.sub(" ", text)


def _kept(c: str, *, latin: bool) -> str:
    """The character, or a space for it; what has no width is no space: Persian and Hindi join letters by it."""
    if unicodedata.category(c) == "Cf":
        return c if c in "\u200c\u200d" and not latin else ""
    return c if _readable(c, latin=latin) else " "


def _readable(c: str, *, latin: bool) -> bool:
    kind = unicodedata.category(c)
    if kind[0] == "L":
        return not latin or unicodedata.name(c, "").startswith("LATIN")
    if kind[0] == "M":
        return not latin or "\u0300" <= c <= "\u036f"
    return kind == "Nd" or (not latin and c in "،؛؟。、！？，।") or c in " .,;:!?'\"()-/&%+=$€£¥@#°<>"
