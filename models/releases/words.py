"""What stands beside a released film: title, description and tags, within what YouTube takes."""

import re
from collections.abc import Iterable

from models.base import Frozen
from models.errors import BadInput
from models.excerpt import excerpt
from models.readable import one_line, readable
from models.story.stages import StoryDocument

MOST_OF_A_TITLE = 100
"""Characters."""
MOST_OF_A_DESCRIPTION = 5000
"""Bytes in UTF-8."""
MARK_ROOM = 26
"""Characters that the tag by which a release is known again takes, with its comma."""
MOST_OF_TAGS = 500 - MARK_ROOM
"""Characters of all tags together, as YouTube counts them: a comma between two, quotes around one with a space."""

USUAL_TAGS = 15
"""How many tags are made of a film's story at most."""

_BRACKETS = re.compile("[<>]")


class Words(Frozen):
    """A title in one line, a description in lines, and tags."""

    title: str
    description: str = ""
    tags: tuple[str, ...] = ()


def counted(tags: Iterable[str]) -> int:
    """How much of `MOST_OF_TAGS` some tags take."""
    lengths = [len(tag) + (2 if " " in tag else 0) for tag in tags]
    return sum(lengths) + max(0, len(lengths) - 1)


def checked(words: Words) -> Words:
    """The words, when YouTube can take them.

    Raises:
        BadInput: it cannot; says what is wrong with which.

    """
    if not words.title.strip():
        raise BadInput("The title is empty: a released film needs one.")
    if len(words.title) > MOST_OF_A_TITLE:
        raise BadInput(
            f"The title has {len(words.title)} characters, and YouTube takes {MOST_OF_A_TITLE} at most."
        )
    if one_line(words.title) != words.title:
        raise BadInput("The title must be one line of plain text, without spaces around it.")
    size = len(words.description.encode(errors="replace"))
    if size > MOST_OF_A_DESCRIPTION:
        raise BadInput(
            f"The description has {size:,} bytes, and YouTube takes {MOST_OF_A_DESCRIPTION:,} at most."
        )
    if readable(words.description) != words.description:
        raise BadInput("The description holds characters that move or hide what is shown: leave them out.")
    for what, text in (("title", words.title), ("description", words.description)):
        if _BRACKETS.search(text):
            raise BadInput(f"The {what} holds < or >, which YouTube takes in neither title nor description.")
    for tag in words.tags:
        if not tag.strip() or one_line(tag) != tag or re.search('[<>,"]', tag):
            raise BadInput(
                f"The tag {excerpt(tag, 40)!r} cannot be used: a tag is a word or a few, without < > , and quotes."
            )
    if counted(words.tags) > MOST_OF_TAGS:
        raise BadInput(
            f"The tags have {counted(words.tags)} characters together, and there is room for {MOST_OF_TAGS}, commas and "
            "the quotes around tags with spaces included."
        )
    return words


def words_of(title: str, document: StoryDocument | None, names: Iterable[str]) -> Words:
    """What a film's story says of it, cut to what YouTube takes; `names` are of who and what recurs."""
    story = document.story if document else None
    told = [story.narrative.logline, story.narrative.setup] if story else []
    paragraphs = list(dict.fromkeys(_plain(text) for text in told if text.strip()))
    tags: list[str] = []
    for name in (*names, *(story.places if story else ()), story.mood if story else ""):
        tag = one_line(re.sub('[<>,"]', " ", name))
        known = tag.casefold() in {each.casefold() for each in tags}
        if tag and not known and len(tags) < USUAL_TAGS and counted([*tags, tag]) <= MOST_OF_TAGS:
            tags.append(tag)
    return Words(
        title=excerpt(one_line(_plain(title)), MOST_OF_A_TITLE) or "Untitled",
        description=_cut("\n\n".join(paragraphs)),
        tags=tuple(tags),
    )


def _plain(text: str) -> str:
    """A text without the brackets that YouTube does not take."""
    return readable(text.replace("<", "‹").replace(">", "›")).strip()


def _cut(text: str) -> str:
    """A description within its bytes."""
    data = text.encode(errors="replace")
    if len(data) <= MOST_OF_A_DESCRIPTION:
        return data.decode()
    cut = data[: MOST_OF_A_DESCRIPTION - len("…".encode())].decode(errors="ignore")
    return f"{cut.rpartition(' ')[0] or cut}…"
