"""The words of a release in a person's own editor."""

import os
import re
import shlex
import subprocess
import tempfile
from pathlib import Path

from models.errors import BadInput
from models.releases.words import Words, checked

_TITLE, _TAGS = "Title: ", "Tags: "


def edited(words: Words) -> Words:
    """The words as the editor of VISUAL or EDITOR leaves them: a line of title, a line of tags, then the description.

    Raises:
        BadInput: no editor can be started, it failed, or what it left cannot be used.

    """
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="longtake-") as folder:
        file = Path(folder) / "release.txt"
        file.write_text(written(words), encoding="utf-8")
        try:
            ended = subprocess.run([*command, str(file)], check=False).returncode
        except OSError as error:
            raise BadInput(
                f"The editor {command[0]!r} cannot be started ({error.strerror}): set EDITOR to another one."
            ) from None
        if ended:
            raise BadInput(f"The editor ended with {ended}: nothing was released.")
        return read(file.read_text(encoding="utf-8", errors="replace"))


def written(words: Words) -> str:
    """Words as they are edited."""
    return f"{_TITLE}{words.title}\n{_TAGS}{', '.join(words.tags)}\n\n{words.description}\n"


def read(text: str) -> Words:
    """Words out of what was edited.

    Raises:
        BadInput: the title or the tags are not where they were, or cannot be used.

    """
    found = re.fullmatch(rf"\s*{_TITLE.strip()}(.*)\n{_TAGS.strip()}(.*)(?:\n|$)((?s:.*))", text)
    if not found:
        raise BadInput(
            f"What was edited does not begin with a line {_TITLE.strip()!r} and a line {_TAGS.strip()!r}: nothing was released."
        )
    tags = tuple(tag.strip() for tag in found[2].split(",") if tag.strip())
    return checked(Words(title=found[1].strip(), description=found[3].strip(), tags=tags))
