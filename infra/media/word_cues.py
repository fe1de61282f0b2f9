"""When words are said in a WAV file: kept in its own cue points and labels, which editors show."""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from infra.media.ffmpeg import media_errors
from models.cut.words import Word
from models.errors import MediaError

_MARKS_AT_MOST = 16 * 2**20
"""Bytes; a chunk of cues or labels that claims more is broken."""
_UTF8 = 65001
"""The code page of labels."""


def write_words(path: Path, words: Sequence[Word]) -> Path:
    """Keep the timings of `words` in the WAV file at `path`, in place of any that it has.

    Each word becomes a labelled region: a cue point, its label and its length, as audio editors keep
    them. The sound itself stays as it is; the file changes in one step or not at all.

    Raises:
        DiskFull: no space is left.
        MediaError: when the file is no WAV.

    """
    with path.open("rb") as file:
        chunks = list(_chunks(file))
        rate, _ = _rate_and_length(file, chunks)
        if not rate:
            raise MediaError(f"{path} is no WAV file: word timings are kept in WAV files only.")
        kept = [
            _chunk(name, _body(file, at, size))
            for name, at, size in chunks
            if name != b"cue " and not (name == b"LIST" and _body(file, at, 4) == b"adtl")
        ]
    body = b"WAVE" + b"".join(kept) + _marks(words, rate)
    aside = path.with_name(f".{path.name}.words")
    with media_errors(f"Keeping the words of {path.name}"):
        try:
            aside.write_bytes(_chunk(b"RIFF", body))
            return aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)


def words_of(path: Path) -> tuple[Word, ...]:
    """The words whose timings a WAV file keeps, in the order in which they begin.

    Regions that have a label and a length are words; a mere marker is none. Empty for any other file,
    for a WAV without regions, and where the chunks that should tell them are broken.
    """
    try:
        with path.open("rb") as file:
            chunks = list(_chunks(file))
            rate, length = _rate_and_length(file, chunks)
            cues: dict[int, int] = {}
            labels: dict[int, str] = {}
            lengths: dict[int, int] = {}
            for name, at, size in chunks:
                if size > _MARKS_AT_MOST:
                    continue
                if name == b"cue ":
                    body = _body(file, at, size)[4:]
                    whole = len(body) // 24 * 24
                    cues |= {cue: first for cue, *_, first in struct.iter_unpack("<6I", body[:whole])}
                elif name == b"LIST" and _body(file, at, 4) == b"adtl":
                    _read_labels(_body(file, at, size), labels, lengths)
    except OSError:
        return ()
    found = [
        Word(labels[cue], first / rate, min(first + lengths[cue], length) / rate)
        for cue, first in cues.items()
        if rate and first < length and labels.get(cue) and lengths.get(cue)
    ]
    return tuple(sorted(found, key=lambda word: (word.start, word.end)))


def _marks(words: Sequence[Word], rate: int) -> bytes:
    """The chunks `cue ` and `LIST adtl` that say when each word is spoken; nothing for no words."""
    if not words:
        return b""
    cues, labels = struct.pack("<I", len(words)), b"adtl"
    for cue, word in enumerate(words, start=1):
        first, end = round(max(0.0, word.start) * rate), round(word.end * rate)
        cues += struct.pack("<II4sIII", cue, first, b"data", 0, 0, first)
        label = word.text.replace("\0", " ").encode() + b"\0"
        labels += _chunk(b"labl", struct.pack("<I", cue) + label)
        region = struct.pack("<II4s4H", cue, max(1, end - first), b"rgn ", 0, 0, 0, _UTF8)
        labels += _chunk(b"ltxt", region)
    return _chunk(b"cue ", cues) + _chunk(b"LIST", labels)


def _read_labels(body: bytes, labels: dict[int, str], lengths: dict[int, int]) -> None:
    """Add what the body of a `LIST adtl` says of each cue: its label, its length in samples."""
    at = 4
    while at + 12 <= len(body):
        name, size, cue = struct.unpack_from("<4sII", body, at)
        data = body[at + 12 : at + 8 + size]
        if name == b"labl":
            labels[cue] = _text(data)
        elif name == b"ltxt" and len(data) >= 4:
            lengths[cue] = struct.unpack_from("<I", data)[0]
        at += 8 + size + size % 2


def _text(data: bytes) -> str:
    data = data.split(b"\0", 1)[0]
    try:
        return data.decode().strip()
    except UnicodeDecodeError:
        # Editors that do not write UTF-8 write what Windows did.
        return data.decode("cp1252", "replace").strip()


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Name, place and size of each chunk of a WAV file, as far as the file goes; none for other files."""
    end = file.seek(0, 2)
    file.seek(0)
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return
    at = 12
    while at + 8 <= end:
        file.seek(at)
        name, size = struct.unpack("<4sI", file.read(8))
        size = min(size, end - at - 8)
        yield name, at + 8, size
        at += 8 + size + size % 2


def _rate_and_length(file: BinaryIO, chunks: list[tuple[bytes, int, int]]) -> tuple[int, int]:
    """A WAV's sample rate in hertz and its length in samples; 0, 0 for what is none."""
    sizes = {name: (at, size) for name, at, size in chunks}
    if b"fmt " not in sizes or b"data" not in sizes:
        return 0, 0
    at, size = sizes[b"fmt "]
    if size < 16:
        return 0, 0
    _, _, rate, _, width, _ = struct.unpack("<HHIIHH", _body(file, at, 16))
    return (rate, sizes[b"data"][1] // width) if rate and width else (0, 0)


def _body(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)
