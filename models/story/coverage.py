"""What a film's length leaves out of the prompt that it was told from."""

import re
from collections.abc import Sequence

from models.shots.shot_list import Shot

_ENDS = re.compile(r"(?<=[.!?…])[\"'”’»)]*\s+|(?<=[。！？])[」』”]*\s*|\n+")
_WORDS = re.compile(r"\w+")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Japanese and Chinese are written without spaces."""
_TOLD = 0.6
"""The share of a sentence's words that a film has to have for it to be told."""
_SHOWN = 80
"""Characters of a sentence that are quoted."""


def left_out(prompt: str, seconds: float, shots: Sequence[Shot], *, own_words: bool) -> str:
    """A sentence about what a film of `seconds` seconds does not tell of its prompt; empty when it tells it all.

    A writer that keeps the prompt's `own_words` is compared sentence by sentence; of another one only how many
    shots there are is known.
    """
    sentences = [part.strip() for part in _ENDS.split(prompt) if _WORDS.search(part)]
    if len(sentences) < 2:
        return ""
    count = f"{len(shots)} shots" if len(shots) > 1 else "one shot"
    holds, longer = f"{seconds:g} s hold {count}", "A longer film holds more."
    if not own_words:
        few = f"{holds}, and the prompt has {len(sentences)} sentences: some of it may be left out. {longer}"
        return few if len(shots) < len(sentences) else ""
    told = {word for shot in shots for word in _words(f"{shot.words} {shot.seen}")}
    left = [sentence for sentence in sentences if not _is_told(_words(sentence), told)]
    if not left:
        return ""
    first = left[0].strip("“”\"' ")
    first = first if len(first) <= _SHOWN else f"{first[: _SHOWN - 1].rstrip()}…"
    which = "one is" if len(left) == 1 else f"{len(left)} are"
    return (
        f"{holds}: of the prompt's {len(sentences)} sentences {which} left out, the first “{first}”. {longer}"
    )


def _words(text: str) -> list[str]:
    """The words of a text; a script without spaces is read character by character."""
    found = _WORDS.findall(text.casefold())
    return [part for word in found for part in (word if _SPACELESS.search(word) else [word])]


def _is_told(words: Sequence[str], told: set[str]) -> bool:
    return sum(word in told for word in words) >= _TOLD * len(words)
