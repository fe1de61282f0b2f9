"""Where a film is released to: a YouTube channel, a folder, or a folder of a bucket."""

import hashlib
import re
from typing import Literal

from pydantic import model_validator

from models.base import Frozen
from models.errors import BadInput
from models.excerpt import quoted

YOUTUBE = "youtube"
"""How YouTube is called as a target."""

MOST_OF_A_PLACE = 1000
"""Characters of a folder's path or of a bucket's address."""

_BUCKET = re.compile(
    r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<folders>(/[\w!*'()-][\w!*'().=-]*)*)/?", re.ASCII
)
_MARK_DIGITS = 10


class Bucket(Frozen):
    """A folder of a bucket: its `prefix` is empty, or ends in a slash."""

    name: str
    prefix: str = ""


class Target(Frozen):
    """Where to: `place` is a folder's absolute path, or `s3://bucket/folder`; YouTube has none."""

    kind: Literal["youtube", "folder", "s3"]
    place: str = ""

    @model_validator(mode="after")
    def _known(self) -> "Target":
        if self.kind == "youtube" and self.place:
            raise ValueError("is YouTube, which has no place")
        if self.kind == "folder" and not _is_absolute(self.place):
            raise ValueError("is no absolute path of a folder")
        if self.kind == "s3":
            bucket_of(self.place)
        return self

    @property
    def mark(self) -> str:
        """What tells it from a film's other targets, in names: `youtube`, `folder-0123456789`, `s3-0123456789`."""
        if self.kind == "youtube":
            return YOUTUBE
        digest = hashlib.sha256(self.place.encode()).hexdigest()
        return f"{self.kind}-{digest[:_MARK_DIGITS]}"

    @property
    def shown(self) -> str:
        """As people call it."""
        return "YouTube" if self.kind == "youtube" else self.place

    @property
    def bucket(self) -> Bucket:
        """The bucket of an `s3` target."""
        return bucket_of(self.place)


def bucket_of(address: str) -> Bucket:
    """The bucket and folder of `s3://bucket/folder`.

    Raises:
        ValueError: it is no such address.

    """
    named = _BUCKET.fullmatch(address)
    if named is None or len(address) > MOST_OF_A_PLACE:
        raise ValueError(
            f"must be like s3://bucket/folder, not {quoted(address)}; a bucket has 3 to 63 characters: lower-case "
            "letters, digits, dots and hyphens"
        )
    folders = named["folders"].strip("/")
    return Bucket(name=named["bucket"], prefix=f"{folders}/" if folders else "")


def read_target(text: str, called: str) -> Target:
    """The target that a person names: `youtube`, `s3://…`, or a folder by its absolute path; `called` is what names it.

    Raises:
        BadInput: it is none.

    """
    if text == YOUTUBE:
        return Target(kind="youtube")
    if text.startswith("s3://"):
        try:
            bucket_of(text)
        except ValueError as error:
            raise BadInput(f"{called} {error}.") from error
        return Target(kind="s3", place=text.rstrip("/"))
    if re.match(r"[a-z][a-z0-9+.-]*://", text):
        raise BadInput(f"{called} is {quoted(text)}: give youtube, s3://bucket/folder, or a folder.")
    if not _is_absolute(text):
        raise BadInput(f"{called} is {quoted(text)}, which is no path that can be written to.")
    return Target(kind="folder", place=text)


def _is_absolute(path: str) -> bool:
    return path.startswith("/") and len(path) <= MOST_OF_A_PLACE and "\0" not in path
