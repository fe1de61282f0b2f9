"""Files that were sent before: what a request names in place of a path, read from the store and seen to be what they are for."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from infra.given_files import parse_json
from infra.storage import Store
from models.brief import MAX_TEXT_BYTES, Brief
from models.errors import BadInput, LongtakeError, MediaError
from models.excerpt import quoted
from models.orders.assets import Blob
from studio.service.requests.values import Given, validated

MOST_STORIES = 50
"""Files that a story may be given in."""


class Read(NamedTuple):
    """Fields in which what was sent stands in full, and what a person should know of how it was read."""

    given: list[Given]
    notes: tuple[str, ...] = ()


def read_files(given: Iterable[Given], store: Store, *, paths: bool) -> Read:
    """The fields of a request with its story and its shots read from the files that they name, if they name any.

    With `paths`, files of this machine are left to be read where the command line would read them.

    Raises:
        BadInput: one names a path without `paths`, a file that was not sent, or one that is something else.
        StorageError: the store does not answer.

    """
    fields: list[Given] = []
    notes: list[str] = []
    for one in given:
        if not paths:
            _refuse_paths(one)
        if one.field == "story" and not isinstance(one.value, str):
            story = _story(one, store)
            fields += story.given
            notes += story.notes
        elif one.field == "shots" and isinstance(one.value, Mapping):
            fields.append(one._replace(value=_shots(one, store)))
        elif one.field == "diffusion" and isinstance(one.value, Mapping):
            fields.append(one._replace(value=_diffusion(one, store)))
        else:
            fields.append(one)
    titled = [one for one in fields if one.field == "title"]
    # The story's own title holds where nobody gave another.
    return Read([one for one in fields if one.field != "title" or one is titled[-1]], tuple(notes))


def check_files(brief: Brief, store: Store, but: Collection[Blob] = ()) -> None:
    """See that the files which a brief names were sent, and are what it takes them for; `but` those that were read just now.

    Raises:
        BadInput: one was not, or is something else.
        StorageError: the store does not answer.

    """
    from infra.media.intake.music import check_music
    from infra.media.intake.reference_pictures import check_reference

    def check(field: str, blob: Blob, seen: Callable[[Path], object]) -> None:
        if blob in but:
            return
        try:
            seen(open_sent(blob, store, field))
        except (MediaError, BadInput) as error:
            raise _about(field, error) from error

    for subject in brief.subjects:
        for picture in subject.references:
            check("subjects", picture, lambda path: check_reference(path, path.stat().st_size))
    if brief.music:
        check("music", brief.music, check_music)
    for effect in brief.effects.files:
        check("effects", effect.file, check_music)


def open_sent(blob: Blob, store: Store, called: str) -> Path:
    """A file that was sent, where it can be read.

    Raises:
        BadInput: it was not, or was removed since.
        StorageError: the store does not answer.

    """
    if not store.holds(blob):
        raise BadInput(
            f"{called} names a file that is not here ({blob.sha256[:12]}…): send it first, and give the reference that answers."
        )
    return store.open_file(blob)


def reference_of(value: object, called: str) -> Blob:
    """The reference that a value is.

    Raises:
        BadInput: it is none, a path for example.

    """
    if isinstance(value, str):
        raise _path(value, called)

    def named(where: tuple[int | str, ...]) -> str:
        return ".".join((called, *map(str, where)))

    return validated(Blob, value, named) if isinstance(value, Mapping) else _no_reference(value, called)


def _no_reference(value: object, called: str) -> Blob:
    raise BadInput(f"{called} must be the reference of a file that was sent, not {quoted(value)}.")


def _path(value: str, called: str) -> BadInput:
    return BadInput(
        f"{called} must be the reference of a file that was sent, not {quoted(value)}: no path is read here. Send the file "
        "first, and give the reference that answers."
    )


def _refuse_paths(one: Given) -> None:
    """See that no file is named by a path where the command line would take one."""
    if one.field == "music":
        reference_of(one.value, one.called)
    for table, name in (("effects", "files"), ("diffusion", "loras")):
        listed = one.value.get(name) if one.field == table and isinstance(one.value, Mapping) else None
        for number, entry in enumerate(listed if isinstance(listed, list) else ()):
            called = f"{one.called}.{name}[{number}]"
            if isinstance(entry, str):
                raise _path(entry, f"{called}.file")
            if isinstance(entry, Mapping) and isinstance(entry.get("file"), str):
                raise _path(entry["file"], f"{called}.file")
    if one.field == "subjects":
        for called, entry in _entries(one):
            pictures = entry.get("references") if isinstance(entry, Mapping) else None
            for picture in pictures if isinstance(pictures, list) else [pictures]:
                if isinstance(picture, str):
                    raise _path(picture, f"{called}.references")


def _entries(one: Given) -> Iterable[tuple[str, Any]]:
    """What is told in a list, or by names, and how each is called."""
    if isinstance(one.value, Mapping):
        return ((f"{one.called}.{name}", entry) for name, entry in one.value.items())
    listed = one.value if isinstance(one.value, list) else ()
    return ((f"{one.called}[{number}]", entry) for number, entry in enumerate(listed))


def _story(one: Given, store: Store) -> Read:
    """The text of the files that tell a story, and its title where they name one."""
    from infra.reading.files.story_files import joined, story_of

    listed = one.value if isinstance(one.value, list) else [one.value]
    if not 0 < len(listed) <= MOST_STORIES:
        raise BadInput(f"{one.called} names {len(listed):,} files: give 1 to {MOST_STORIES}.")
    stories = []
    for number, value in enumerate(listed):
        called = f"{one.called}[{number}]" if len(listed) > 1 else one.called
        blob = reference_of(value, called)
        try:
            stories.append(
                (called, story_of(open_sent(blob, store, called).read_bytes(), f"story{blob.suffix}"))
            )
        except BadInput as error:
            raise _about(called, error) from error
    story = joined(stories)
    title = [Given("title", story.title, f"{one.called}: title")] if story.title else []
    notes = tuple(
        f"{called} is no UTF-8 and was read as {each.encoding}: if its letters look wrong, save it as UTF-8."
        for called, each in stories
        if each.encoding
    )
    return Read([*title, one._replace(value=story.text)], notes)


def _shots(one: Given, store: Store) -> list[Any]:
    return shots_in(
        open_sent(reference_of(one.value, one.called), store, one.called).read_bytes(), one.called
    )


def _diffusion(one: Given, store: Store) -> dict[str, Any]:
    """What is asked of open models, with what each LoRA was trained for, as its file says."""
    from studio.service.requests.trained_looks import base_in

    loras = one.value.get("loras")
    if not isinstance(loras, list):
        return dict(one.value)
    read = []
    for number, entry in enumerate(loras):
        if isinstance(entry, Mapping) and not isinstance(entry.get("file", ""), str):
            called = f"{one.called}.loras[{number}].file"
            try:
                base = base_in(open_sent(reference_of(entry["file"], called), store, called))
            except BadInput as error:
                raise _about(called, error) from error
            read.append({**entry, "base": base})
        else:
            read.append(entry)
    return {**one.value, "loras": read}


def shots_in(data: bytes, called: str) -> list[Any]:
    """The entries of a shot list that was sent as JSON, unchecked.

    Raises:
        BadInput: it is none.

    """
    if len(data) > MAX_TEXT_BYTES:
        raise BadInput(
            f"{called} has {len(data) / 2**20:.1f} MB: {MAX_TEXT_BYTES // 2**20} MB is the most of a shot list."
        )
    try:
        found = parse_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{called} is not UTF-8 text (byte {error.start} cannot be read): save it as UTF-8."
        ) from error
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{called} is not valid JSON: {error.msg.lower()} at line {error.lineno}, column {error.colno}."
        ) from error
    except BadInput as error:
        raise BadInput(f"{called} cannot be used: {error}") from error
    shots = found["shots"] if isinstance(found, dict) and "shots" in found else found
    if not isinstance(shots, list):
        raise BadInput(f'{called} must hold a JSON list of shots, or an object with "shots".')
    if not shots:
        raise BadInput(f"{called} has no shots: it needs at least one.")
    return shots


def _about(called: str, error: LongtakeError) -> BadInput:
    """The error with what it is about before it."""
    said = str(error)
    if said.startswith(called):
        return BadInput(said)
    return BadInput(f"{called} {said[3:]}" if said.startswith("it ") else f"{called}: {said}")
