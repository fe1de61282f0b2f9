"""What stands around a text and is not told: its head of `Author: …` lines, the times of a chat, bylines, notes below it."""

import re

_KEYS = (
    "title|author|authors|by|written by|date|from|to|cc|bcc|subject|sent|reply-to|copyright|contact|draft|draft date|version|genre|logline|"
    "duration|length|format|language|tags|keywords|titel|autor|autorin|datum|von|an|betreff|titre|auteur|auteure|título|autora|fecha|titolo|autore"
)
_HEAD = re.compile(rf"(?P<key>{_KEYS})\s*:\s*(?P<value>.*)", re.IGNORECASE)
_TITLES = ("title", "subject", "titel", "betreff", "titre", "título", "titolo")
_STAMP = re.compile(
    r"^\s*[\[(]?(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?[\])]?\s*(?:[-–—|]\s*)?(?=\S)"
)
_BYLINE = re.compile(
    r"\W{0,3}(?:(?:a (?:short )?(?:story|tale|film|poem)\s+)?(?:written\s+)?by|von|par|por|escrito por|di|scritto da|écrit par)\s+"
    r"(?:(?:[^\W\d_]\.|[^\W\d_]+)[\s-]?){1,4}\W{0,3}",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^\s*(?:\[\d{1,3}\]|[¹²³⁴-⁹]+|\[\^\w{1,20}\]:)\s*\S.*$")
_NOTED = re.compile(r"(?<=[\w.!?…,;:\"”’»)])(?:\[\d{1,3}\])+(?!\()")
_END = re.compile(r"\W*(?:the\s+end|end|fin|ende|fine|koniec|конец|son)\W*", re.IGNORECASE)
_SHARE = 0.6


def without(text: str) -> tuple[str, str]:
    """The title that a text's head gives, and the text without what stands around it; its lines stay as they are."""
    title, lines = _headless(text.split("\n"))
    told = [line for line in lines if line.strip()]
    if len(told) > 1 and sum(bool(_STAMP.match(line)) for line in told) >= _SHARE * len(told):
        # Each line is a turn of its own.
        lines = [part for line in lines for part in ("", _STAMP.sub("", line))]
    lines = _without_byline(lines)
    if any(_NOTED.search(line) for line in lines):
        lines = [_NOTED.sub("", line) for line in lines if not _NOTE.match(line)]
    while any(line.strip() for line in lines[:-1]) and (not lines[-1].strip() or _END.fullmatch(lines[-1])):
        lines.pop()
    return title, "\n".join(lines)


def _headless(lines: list[str]) -> tuple[str, list[str]]:
    """A head is two lines of `Author: …` or more, then a blank line, then more."""
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    head: list[re.Match[str]] = []
    for line in lines[start:]:
        found = _HEAD.fullmatch(line.strip())
        if not found:
            break
        head.append(found)
    rest = lines[start + len(head) :]
    if len(head) < 2 or not rest or rest[0].strip() or not any(line.strip() for line in rest):
        return "", lines
    title = next((found["value"] for found in head if found["key"].casefold() in _TITLES), "")
    return title.strip("*_ "), rest


def _without_byline(lines: list[str]) -> list[str]:
    """Without `by Ann Poe` in a line of its own among the first three."""
    first = [number for number, line in enumerate(lines[:40]) if line.strip()][:3]
    byline = next(
        (n for n in first if len(first) > 1 and len(lines[n]) < 60 and _BYLINE.fullmatch(lines[n].strip())),
        None,
    )
    return lines if byline is None else [*lines[:byline], *lines[byline + 1 :]]
