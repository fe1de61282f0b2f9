"""What of a line can be spoken by an English voice, and in which script the line is written."""

import re
import unicodedata

_TYPOGRAPHY = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": " - ", "–": " - ", "—": ", ", "―": ", ", "…": "... ", "•": ", ",
    "×": " by ", "÷": " divided by ", "≈": " about ", "±": " plus or minus ", "≤": " at most ", "≥": " at least ",
    "→": ", ", "№": " number ", "½": " and a half ", "¼": " and a quarter ", "¾": " and three quarters ",
    "[": " ", "]": " ", "{": " ", "}": " ", "_": " ", "~": " ", "|": " ", "^": " ", "\\": " ", "`": " ", "*": " ",
})  # fmt: skip

_NAMED_SCRIPTS = {
    "ARABIC": "Arabic", "HEBREW": "Hebrew", "CYRILLIC": "Cyrillic letters", "GREEK": "Greek",
    "CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean",
    "DEVANAGARI": "Devanagari letters", "BENGALI": "Bengali", "TAMIL": "Tamil", "THAI": "Thai",
    "GEORGIAN": "Georgian", "ARMENIAN": "Armenian", "ETHIOPIC": "Ethiopic letters",
}  # fmt: skip

_LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "ga": "Irish", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
    "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "ms": "Malay", "nb": "Norwegian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def language_name(code: str) -> str:
    """The English name of an ISO 639-1 code; a code without one here is quoted as it is."""
    return _LANGUAGES.get(code.lower(), repr(code))


def other_script(text: str) -> str:
    """The name of the script when most letters of `text` are not Latin, else an empty string."""
    letters = [unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha()]
    foreign = [script for script in letters if script not in ("LATIN", "FULLWIDTH")]
    if 2 * len(foreign) <= len(letters):
        return ""
    common = max(sorted(set(foreign)), key=foreign.count)
    return _NAMED_SCRIPTS.get(common, f"{common.title()} letters")


def speakable(text: str) -> str:
    """`text` as a voice should read it: plain punctuation, no emoji, no markup, one space between words.

    Full-width and styled letters become plain ones, accents stay. Empty when nothing can be spoken.
    """
    text = re.sub(r"</?[A-Za-z][^<>]*>|https?://\S+", " ", text)
    # Before NFKC, which would turn "3½" into "31⁄2".
    text = re.sub(r"(?<!\d)½", " half ", text).translate(_TYPOGRAPHY)
    text = unicodedata.normalize("NFKC", text)
    kept = "".join(c if _readable(c) else " " for c in text)
    words = re.sub(r"\s+", " ", kept).strip()
    words = re.sub(r" +([,.;:!?])", r"\1", words)
    words = re.sub(r",(?:\s*,)+", ",", words).strip(" ,;:-")
    return words if any(c.isalnum() for c in words) else ""


def _readable(c: str) -> bool:
    kind = unicodedata.category(c)
    if kind[0] == "L":
        return unicodedata.name(c, "").startswith("LATIN")
    if kind[0] == "M":
        return "\u0300" <= c <= "\u036f"
    return kind == "Nd" or c in " .,;:!?'\"()-/&%+=$€£¥@#°<>"
