"""What is said of things that came from outside: one line, of a bounded length, that nothing in it can steer."""

import unicodedata

MOST_SAID = 1000
"""The longest sentence, in characters; of a longer one the middle is left out."""
_JOINERS = frozenset("\u200c\u200d")
_UNSAID = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Characters that steer a terminal, turn the direction of text or end a line, and halves of characters."""


def one_line(text: str, most: int = MOST_SAID) -> str:
    """`text` in at most `most` characters: its middle is left out, and what is no character to read becomes `\ufffd`.

    Spaces of any kind stay, and a tab or the end of a line becomes one; so do the joiners that scripts and emoji need.
    """
    if len(text) > most:
        begin = most * 2 // 3
        text = f"{text[:begin]} … {text[begin + 3 - most :]}"
    if text.isprintable():
        return text
    return "".join(" " if c in "\t\n\r" else "\ufffd" if _steers(c) else c for c in text)


def _steers(character: str) -> bool:
    return unicodedata.category(character) in _UNSAID and character not in _JOINERS
