"""What a script writes in capitals, as prose writes it: names, and what is stressed."""

import re
from collections.abc import Iterable

_CAPS = r"[^\W\d_a-z][A-ZÀ-ÞА-Я'’.-]*[A-ZÀ-ÞА-Я]\b"
_TOGETHER = re.compile(rf"\b{_CAPS}(?:(?:(?<=MR|MS|DR|ST)\.|(?<=MRS)\.)? {_CAPS})*")
"""Words in capitals that stand together."""
_LONGEST_ACRONYM = 3
_INTRODUCES = re.compile(
    r",? \(?(?:(?:early|mid|late)[- ]?)?(?:aged? )?\d{1,2}['’]?s?(?=[\s,).])|,? \(?(?:early|mid|late)[- ]\w+ties\b|, \w+ties\b"
)
"""An age after a name in capitals: somebody is seen for the first time."""


def name_as_written(name: str) -> str:
    """`MARTA` → `Marta`, `MR. O'BRIEN` → `Mr. O'Brien`; a name with small letters stays as it is."""
    if name != name.upper() or not re.search(r"[^\W\d_]{2}", name):
        return name
    written = re.sub(r"[^\W\d_]+", lambda found: found[0][0] + found[0][1:].lower(), name)
    return re.sub(r"(?<=\w['’])S\b", "s", written)


def in_small(text: str, names: Iterable[str]) -> str:
    """A script's action with its capitals where prose has them; `names` are who speaks, in small letters."""
    known = {word.strip(".") for name in names for word in name.split()}

    def written(found: re.Match[str]) -> str:
        words, before = found[0].split(), text[: found.start()].rstrip()
        named = any(word.strip(".").casefold() in known for word in words)
        if named or _INTRODUCES.match(text, found.end()):
            called = name_as_written(found[0])
            return called.lower() if re.search(r"\b(?:an?|the)$", before, re.IGNORECASE) else called
        opens = before[-1:] in ("", *".!?")
        return " ".join(_quiet(word, opens=opens and not number) for number, word in enumerate(words))

    return _TOGETHER.sub(written, text)


def _quiet(word: str, *, opens: bool) -> str:
    """A word in capitals to stress it; what is short or has full stops is an acronym."""
    if len(word) <= _LONGEST_ACRONYM or "." in word:
        return word
    return word.capitalize() if opens else word.lower()
