"""The home's logs without some words: these are overwritten where they stand, since whoever logs has the files open."""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from infra.storage import storage_errors

SHORTEST = 3
"""Letters of a word that is looked for: one of two stands in too much else."""
_BLOCK = 2**20
_WORD = rb"[\w\x80-\xff]"
"""What a word goes on with, in bytes of UTF-8."""


def hide_words(folder: Path, words: Iterable[str]) -> int:
    """Overwrite whole words and phrases in all files of a folder with as many `x`; how often that was.

    Raises:
        StorageError: a file cannot be read or written.

    """
    forms = {form for word in words if len(word.strip()) >= SHORTEST for form in _forms(word.strip())}
    if not forms or not folder.is_dir():
        return 0
    longest = max(map(len, forms))
    either = b"|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    wanted = re.compile(rb"(?<!%b)(?:%b)(?!%b)" % (_WORD, either, _WORD), re.IGNORECASE)
    hidden = 0
    with storage_errors(folder):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                hidden += _hide(file, wanted, longest)
    return hidden


def remove_old(folder: Path, older_than: float) -> int:
    """Remove the files of a folder that nobody wrote to since a moment (seconds since 1970); how many.

    Raises:
        StorageError: one cannot be removed.

    """
    removed = 0
    with storage_errors(folder):
        for file in sorted(folder.glob("*.log*")) if folder.is_dir() else ():
            with suppress(FileNotFoundError):
                if file.is_file() and file.stat().st_mtime < older_than:
                    file.unlink()
                    removed += 1
    return removed


def _forms(word: str) -> set[bytes]:
    """How words stand in a log: as they are, and as a program's text has letters and quotation marks."""
    plain = word.encode(errors="replace")
    escaped = word.encode("unicode_escape")
    return {plain, escaped, plain.replace(b'"', b'\\"')}


def _hide(file: Path, wanted: re.Pattern[bytes], longest: int) -> int:
    """Overwrite what is wanted in one file; nothing moves, so that others may append to it meanwhile."""
    hidden, at, before = 0, 0, b""
    with file.open("rb", buffering=0) as reader:
        while block := reader.read(_BLOCK):
            # One that begins in a block may end in the next.
            held = before + block
            start = at - len(before)
            spans = [found.span() for found in wanted.finditer(held)]
            if spans:
                hidden += len(spans)
                _overwrite(file, [(start + begin, end - begin) for begin, end in spans])
                for begin, end in spans:
                    held = held[:begin] + b"x" * (end - begin) + held[end:]
            at += len(block)
            before = held[-(longest + 1) :]
    return hidden


def _overwrite(file: Path, spans: list[tuple[int, int]]) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        for start, length in spans:
            os.pwrite(handle, b"x" * length, start)
    finally:
        os.close(handle)
