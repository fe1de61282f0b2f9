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
_CHAT = re.compile(
    r"^\s*\u200e?\[?(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}),?\s+(?:um\s+|à\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
    r"(?:[\s\u202f]?[AaPp]\.?\s?[Mm]\.?)?(?:\s?Uhr)?\]?\s*(?:[-–—]\s+|:\s+)?\u200e?(?P<turn>.*)$"
)
"""How phones write a chat: `[12/03/2026, 21:14:07] Lena: …`, `12/03/26, 9:14 pm - Lena: …`."""
_SAYS = re.compile(r"(?P<name>[^:\n]{1,40}):\s*(?P<said>.*)$")
_LEFT_OUT = re.compile(
    r"<[^<>\n]{1,60}(?:omitted|attached|ausgeschlossen|weggelassen|omis|omitid[oa]|adjunto|edited)[^<>\n]{0,20}>|<(?:attached|anhang)[^<>\n]{0,80}>"
    r"|\b(?:image|video|audio|sticker|GIF|document) omitted\b|\bThis message was deleted\.?|\bYou deleted this message\.?",
    re.IGNORECASE,
)
"""What a phone writes for a picture, or for what was taken back."""
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
    if sum(bool((turn := _CHAT.match(line)) and turn["turn"]) for line in told) > 1 and _CHAT.match(told[0]):
        lines = _turns(lines)
    elif len(told) > 1 and sum(bool(_STAMP.match(line)) for line in told) >= _SHARE * len(told):
        # Each line is a turn of its own.
        lines = [part for line in lines for part in ("", _STAMP.sub("", line))]
    lines = _without_byline(lines)
    if any(_NOTED.search(line) for line in lines):
        lines = [_NOTED.sub("", line) for line in lines if not _NOTE.match(line)]
    while any(line.strip() for line in lines[:-1]) and (not lines[-1].strip() or _END.fullmatch(lines[-1])):
        lines.pop()
    return title, "\n".join(lines)


def _turns(lines: list[str]) -> list[str]:
    """The lines of a phone's chat, each turn one line without its time; what the phone itself says is left out."""
    turns: list[str] = []
    goes_on = False
    for line in lines:
        stamped = _CHAT.match(line)
        says = _SAYS.match(stamped["turn"]) if stamped else None
        said = " ".join(_LEFT_OUT.sub("", says["said"] if says else line).split())
        if stamped:
            goes_on = bool(says and said)
            if says and said:
                turns += ["", f"{says['name'].strip(' ~')}: {said}"]
        elif goes_on and said:
            turns[-1] = f"{turns[-1]} {said}"
    return [_stopped(turn) for turn in turns]


def _stopped(said: str) -> str:
    """What somebody writes to a friend, with the full stop that it lacks."""
    written = re.sub(r"\s*https?://\S+$", "", said)
    ends = re.search(r"[.!?…。！？؟,;:]\W*$", written)
    return written if ends or not re.search(r"\w", written) else f"{written}."


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
