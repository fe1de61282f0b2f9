"""From what a person typed to clean sentences: markdown and emoji go, quotes and abbreviations are respected."""

import re
import unicodedata
from dataclasses import dataclass
from statistics import median

from infra.media.text.scripts import UNSPACED
from providers.offline.outline.text.word_sets import word_set

SAMPLE_CHARS = 240_000
"""A longer text is read through evenly spaced windows of this size together: a half-hour film speaks 25,000."""
_WINDOWS = 120

_ABBREVIATIONS = word_set(
    "mr mrs ms dr prof st sr jr rev hon capt col gen lt sgt mt no vs etc approx dept est fig inc ltd co "
    "e.g i.e a.m p.m u.s u.k cf al z.b d.h bzw usw sra srta mme mlle"
)
_END = re.compile(r"(?:\.{2,}|[.!?…]+)[\"'”’»)\]]*(?=\s|$)|[。！？｡]+[”’」』）\"]*|[؟۔।]+[\"”»)]*(?=\s|$)")
_HEADING = re.compile(r"^\s*(?:#{1,6}\s+|chapter\s+[\divxlc]+\b[.:]?\s*$)", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*+•·–]\s+|\d{1,3}[.)]\s+)(?=\S)")
_SAID_AFTER = re.compile(r"[^，。！？“「]{0,6}(?:说|說|问|問|道|喊|叫|答|想|言う|言った|聞いた)")
_RUN_ON = re.compile(r"\s+(?=(?:and then|then|but|(?:and )?(?:she|he|they|we))\s)", re.IGNORECASE)
_HOLDS_ON = word_set("that when if what as because while which who where than since until and but so then")


@dataclass(frozen=True)
class Sentence:
    """One sentence, ready to be read aloud."""

    text: str


def sample(text: str) -> str:
    """`text`, or evenly spaced windows of a very long one, each from a sentence's start to a sentence's end."""
    if len(text) <= SAMPLE_CHARS:
        return text
    size = SAMPLE_CHARS // _WINDOWS
    step = (len(text) - size) / (_WINDOWS - 1)
    parts = []
    for number in range(_WINDOWS):
        window = text[int(number * step) : int(number * step) + size]
        ends = [match.end() for match in _END.finditer(window)]
        if len(ends) < 2:
            ends = [window.find(" ") + 1, max(0, window.rfind(" "))]
        first = 0 if number == 0 else ends[0]
        last = len(window) if number == _WINDOWS - 1 else ends[-1]
        parts.append(window[first:last].strip())
    return "\n\n".join(parts)


def clean(text: str) -> str:
    """`text` without markdown, links, emoji and invisible marks; paragraphs, headings and bullets stay."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"```.*?(?:```|\Z)", "\n", text, flags=re.DOTALL)
    text = re.sub(r"!\[[^\]\n]*\]\([^)\n]*\)|<[/a-zA-Z!][^>\n]*>", " ", text)
    text = re.sub(r"\[([^\]\n]+)\]\([^)\n]*\)", r"\1", text)
    text = re.sub(r"https?://\S+", " ", text)
    text = re.sub(r"(?m)^\s*(?:[-*_=~]\s*){3,}$", "", text)
    text = re.sub(r"(?m)^\s*>+\s?", "", text)
    text = re.sub(r"(\*\*|__|\*|_|~~|`)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
    text = "".join(" " if _is_picture(c) else c for c in text if not _is_invisible(c))
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r" +([,.;:!?…،؛؟。，！？])", r"\1", text)
    letters = [c for c in text[:20_000] if c.isalpha() and (c.isupper() or c.islower())]
    loud = sum(c.isupper() for c in letters)
    if loud > 0.7 * len(letters) and (len(letters) >= 20 or loud == len(letters) > 5):
        text = _sentence_case(text)
    return text.strip()


def _is_picture(c: str) -> bool:
    return ord(c) > 0x7F and (unicodedata.category(c) in {"So", "Sk", "Cs", "Co", "Cn"} or c == "\u20e3")


def _is_invisible(c: str) -> bool:
    return unicodedata.category(c) == "Cf" or "\ufe00" <= c <= "\ufe0f"


def _sentence_case(text: str) -> str:
    text = re.sub(r"\bi\b(?=['’ ])", "I", text.lower())
    return re.sub(r"(?:^|[.!?…]\s+|\n\s*)[\"“'‘(]?[^\W\d_]", lambda match: match[0].upper(), text)


def heading_of(text: str) -> str:
    """The title that a text begins with: a markdown heading, or a short first line without a full stop."""
    lines = [line.strip() for line in text.split("\n", 12)[:12] if line.strip()]
    if len(lines) < 2:
        return ""
    first = re.sub(r"^#{1,6}\s+", "", lines[0])
    first = re.sub(r"^title\s*:\s*", "", first, flags=re.IGNORECASE).strip('"“”*_ 《》')
    marked = _HEADING.match(lines[0]) or lines[0].lower().startswith("title:")
    short = len(first.split()) <= 8 and len(first) <= 60 and not re.search(r"[.!?…。！？؟,،，;:]$", first)
    apart = bool(re.match(r"\s*\S[^\n]*\n\s*\n", text)) or len(lines[1]) > 1.5 * len(lines[0])
    plain = not _BULLET.match(lines[0]) and not _BULLET.match(lines[1])
    return first if first and (marked or (short and apart and plain)) and len(first) <= 80 else ""


def without_heading(text: str) -> str:
    """`text` without the line that `heading_of` finds."""
    return text.split("\n", 1)[1].strip() if heading_of(text) else text


def sentences(text: str) -> list[Sentence]:
    """The sentences of a cleaned text in order, headings left out."""
    words = len(text.split())
    run_on = words > 25 and len(_END.findall(text)) * 60 < words
    lowercase = not re.search(r"[.!?]\s+[^\Wa-z]", text)
    found: list[Sentence] = []
    for paragraph in re.split(r"\n\s*\n", text):
        for block in _blocks(paragraph):
            for part in _split(block, lowercase=lowercase):
                pieces = _split_run_on(part) if run_on else [part]
                found += [Sentence(finished(p)) for p in pieces if re.search(r"\w", p)]
    told = [s for s in found if not re.fullmatch(r"(?:the )?end\W*", s.text, re.IGNORECASE)]
    return told or found or [Sentence(finished(re.sub(r"^[#\s]+", "", text)))]


def _blocks(paragraph: str) -> list[str]:
    """The stretches of a paragraph that no sentence crosses."""
    lines = [line for line in paragraph.split("\n") if line.strip()]
    verse = len(lines) > 1 and median(len(line) for line in lines) < 50
    blocks: list[str] = []
    apart = in_list = True
    for line in lines:
        if _HEADING.match(line):
            apart = True
            continue
        listed = bool(_BULLET.match(line))
        text = _BULLET.sub("", line).strip()
        if blocks and not (apart or listed or in_list or verse):
            blocks[-1] = f"{blocks[-1]} {text}"
        else:
            blocks.append(text)
        apart, in_list = False, listed
    return blocks


def _split(block: str, *, lowercase: bool) -> list[str]:
    parts, start = [], 0
    for match in _END.finditer(block):
        after = block[match.end() :].lstrip()
        if match[0].startswith("."):
            word = re.search(r"(\S+)$", block[start : match.start()])
            last = word[1].lstrip("(\"'“‘").lower() if word else ""
            if len(match[0]) == 1 and after and _abbreviates(last, after):
                continue
        if match[0][-1] in "”」』" and _SAID_AFTER.match(after):
            continue
        if after[:1].islower() and not (lowercase and match[0][0] in ".!?" and match[0][-1] not in "\"'”’"):
            continue
        parts.append(block[start : match.end()].strip())
        start = match.end()
    return [part for part in [*parts, block[start:].strip()] if part]


def _abbreviates(word: str, after: str) -> bool:
    """Whether the full stop after `word` belongs to it; after a time of day a capital begins a sentence."""
    if word in {"a.m", "p.m", "etc", "i"}:
        return word != "i" and not after[:1].isupper()
    return word in _ABBREVIATIONS or bool(re.fullmatch(r"[a-z]", word))


def _split_run_on(text: str) -> list[str]:
    """A long stretch without full stops, split where a new clause begins."""
    parts, start = [], 0
    for match in _RUN_ON.finditer(text):
        before = text[start : match.start()].split()
        if len(before) >= 4 and before[-1].lower().strip(",") not in _HOLDS_ON:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def finished(text: str) -> str:
    """`text` as a sentence to be read: capital first, closed quotes, a final stop, nothing dangling."""
    text = " ".join(text.split()).strip(" ,;:،；，、–—-").lstrip("?!.)]}؟。！？ ")
    text = _balanced(text)
    text = re.sub(r"^([\"“‘«(]*)([^\W\d_])", lambda match: match[1] + _capital(match[2]), text)
    if re.search(r"[.!?…。！？؟۔।][\"'”’»」』)]*$", text):
        return text
    stop = "。" if UNSPACED.search(text) else "।" if re.search(r"[\u0900-\u097f]", text) else "."
    quoted = re.search(r"[\"”»」』]$", text)
    return f"{text[:-1].rstrip(',، ')}{stop}{text[-1]}" if quoted else text + stop


def _capital(letter: str) -> str:
    return letter.upper() if len(letter.upper()) == 1 else letter


def _balanced(text: str) -> str:
    for opening, closing in ("“”", "«»", "「」"):
        missing = text.count(opening) - text.count(closing)
        text = opening * -missing + text if missing < 0 else text + closing * missing
    if text.count('"') % 2:
        closes = re.search(r'\S"', text)
        text = f'{text}"' if text.startswith('"') else f'"{text}' if closes else text.replace('"', "")
    if text.count("(") != text.count(")"):
        text = text.replace("(", "").replace(")", "")
    return text
