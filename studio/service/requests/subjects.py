"""Subjects that are given: from a brief's file, from the library, with pictures and voices added, each name one subject."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from models.errors import BadInput
from models.excerpt import quoted
from models.field_errors import OBJECT, Naming
from models.orders.assets import Blob
from models.subjects.names import named
from models.subjects.subject import MOST_PICTURES, MOST_SUBJECTS, SUBJECT_KINDS, Subject
from studio.service.requests.files import GivenFile
from studio.service.requests.pictures import given_picture
from studio.service.requests.saved_subjects import Saved, saved_subject
from studio.service.requests.values import Given, Values, validated

FROM_LIBRARY = "from_library"
"""The name of a saved subject, in a table of a brief's file."""

_KNOWN = (*Subject.model_fields, FROM_LIBRARY)
_LISTED_AS = (("characters", "character"), ("landscapes", "place"), ("props", "prop"))


class Subjects(NamedTuple):
    """What giving subjects comes to beside the subjects: the files to be stored, and what a person should know."""

    files: tuple[GivenFile, ...] = ()
    notes: tuple[str, ...] = ()


class _Entry(NamedTuple):
    """What one source says of one subject. It describes it, or adds to whoever is called so."""

    fields: Mapping[str, Any]
    called: str
    beside: Path
    describes: bool


@dataclass
class _Growing:
    """A subject as far as it was put together; `described` and `voiced` are what did so."""

    fields: dict[str, Any]
    called: str
    described: str = ""
    voiced: str = ""
    pictures: list[Blob] = field(default_factory=list)


def read_references(given: Sequence[str], called: str) -> list[dict[str, Any]]:
    """Pictures as they are typed: NAME=FILE, or KIND:NAME=FILE with `character`, `place` or `prop`.

    Raises:
        BadInput: one of them is neither; `called` is what gave it.

    """
    entries = []
    for text in given:
        name, equals, path = (part.strip() for part in text.partition("="))
        kind, colon, rest = (part.strip() for part in name.partition(":"))
        fields = {"kind": kind.lower()} if colon and kind.lower() in SUBJECT_KINDS else {}
        if colon and rest and not fields:
            raise BadInput(
                f"{called} {quoted(text)} begins with {quoted(kind)}, which is no kind: it is "
                f"{', '.join(SUBJECT_KINDS[:-1])} or {SUBJECT_KINDS[-1]}."
            )
        name = rest if fields else name
        if not (name and equals and path):
            raise BadInput(
                f"{called} must be NAME=FILE such as Emma=emma.jpg, or place:Harbour=harbour.jpg, not {quoted(text)}."
            )
        entries.append({"name": name, **fields, "references": [path]})
    return entries


def read_saved(given: Sequence[str], called: str) -> list[dict[str, Any]]:
    """Saved subjects as they are typed, by name.

    Raises:
        BadInput: a name is empty.

    """
    if not all(name.strip() for name in given):
        raise BadInput(f"{called} is empty: give the name of a subject that `longtake subjects list` shows.")
    return [{FROM_LIBRARY: name.strip()} for name in given]


def put_subjects(values: Values) -> Subjects:
    """Make one list of subjects of all that was given of them, in place of it.

    A table of a brief's file and a subject of the library describe one; `--reference` and `--voice` add to whoever is called so.

    Raises:
        BadInput: one sentence about the first thing that cannot be used, named as the person gave it.
        StorageError: the library does not answer.

    """
    entries = [entry for given in values.subjects for entry in _entries(given)]
    entries.sort(key=lambda entry: not entry.describes)
    growing: dict[str, _Growing] = {}
    files: list[GivenFile] = []
    notes: list[str] = []
    for entry in entries:
        saved = _saved(entry)
        notes += saved.notes
        known = _taken(entry, saved, growing, values.get("shots"))
        for picture in (*saved.pictures, *_pictures(entry, files)):
            if picture not in known.pictures:
                known.pictures.append(picture)
            if len(known.pictures) > MOST_PICTURES:
                _whole(known)  # which refuses it, before all others are read
        if len(growing) > MOST_SUBJECTS:
            raise BadInput(
                f"{entry.called} is one subject too many: {MOST_SUBJECTS} are the most of one film."
            )
    if values.subjects:
        values["subjects"] = [_whole(one).model_dump(mode="json") for one in growing.values()]
        values.names["subjects"] = next((one.called for one in growing.values()), values.subjects[0].called)
    return Subjects(tuple(files), tuple(notes))


def _entries(given: Given) -> Iterable[_Entry]:
    in_file = given.beside is not None
    beside = given.beside or Path()
    if isinstance(given.value, Mapping):
        for key, table in given.value.items():
            called = f"{given.called}.{key}"
            _check(table, called)
            fields = table if FROM_LIBRARY in table else {"name": key, **table}
            yield _Entry(fields, called, beside, describes=True)
        return
    if not isinstance(given.value, list | tuple):
        raise BadInput(
            f"{given.called} must be an object (in TOML a table) of subjects by their names, or a list of them, not {quoted(given.value)}."
        )
    for place, table in enumerate(given.value):
        called = f"{given.called}[{place}]" if in_file else given.called
        if isinstance(table, Subject):
            table = table.model_dump(mode="json")
        _check(table, called)
        yield _Entry(table, called, beside, in_file or FROM_LIBRARY in table or "description" in table)


def _check(table: object, called: str) -> None:
    if not isinstance(table, Mapping):
        raise BadInput(f"{called} must be {OBJECT}, not {quoted(table)}.")
    for name in table:
        if name not in _KNOWN:
            near = difflib.get_close_matches(str(name)[:80], _KNOWN, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(_KNOWN)}."
            raise BadInput(f"{called}.{name} is not a known field: {hint}")


def _saved(entry: _Entry) -> Saved:
    name = entry.fields.get(FROM_LIBRARY)
    if name is None:
        return Saved()
    if not isinstance(name, str) or not name.strip():
        raise BadInput(
            f"{entry.called}.{FROM_LIBRARY} must be the name of a saved subject, not {quoted(name)}."
        )
    return saved_subject(name, entry.called)


def _taken(entry: _Entry, saved: Saved, growing: dict[str, _Growing], shots: object) -> _Growing:
    """The subject that an entry is about, with what the entry says of it."""
    said = {name: entry.fields[name] for name in entry.fields if name not in (FROM_LIBRARY, "references")}
    fields = {**saved.fields, **said}
    checked = validated(Subject, fields, _under(entry.called))
    key = checked.name.casefold()
    if not entry.describes and key not in growing:
        # What adds to somebody may call them by a shorter name.
        key = (named(checked.name, growing) or key).casefold()
    known = growing.get(key)
    if known is None:
        if "kind" not in fields:
            fields["kind"] = _kind_in(checked.name, shots)
        if not entry.describes:
            _check_voice(entry, checked, fields["kind"])
        growing[key] = known = _Growing(fields, entry.called)
    elif entry.describes:
        both = f"{known.described} and {entry.called} both describe"
        if known.described == entry.called:
            both = f"{entry.called} twice describes"
        raise BadInput(f"{both} {checked.name}: leave one of them out, or give it another name.")
    else:
        kind = known.fields.get("kind", "character")
        if "kind" in said and checked.kind != kind:
            raise BadInput(
                f"{entry.called} calls {checked.name} a {checked.kind}, and {known.called} a {kind}."
            )
        _check_voice(entry, checked, kind)
        if checked.voice:
            if known.voiced == entry.called and known.fields.get("voice") != checked.voice:
                raise BadInput(f"{entry.called} gives {checked.name} two voices: give one.")
            known.fields["voice"] = checked.voice
    if entry.describes:
        known.described = entry.called
    if checked.voice and not entry.describes:
        known.voiced = entry.called
    return known


def _check_voice(entry: _Entry, given: Subject, kind: str) -> None:
    if given.voice and kind != "character":
        raise BadInput(f"{entry.called} gives {given.name} a voice, which is a {kind}: leave it out.")


def _pictures(entry: _Entry, files: list[GivenFile]) -> Iterable[Blob]:
    given = entry.fields.get("references") or ()
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list | tuple) or not all(isinstance(one, str | Mapping) for one in given):
        raise BadInput(f"{entry.called}.references must be a list of files, not {quoted(given)}.")
    for one in given:
        if isinstance(one, str):
            files.append(given_picture(one, entry.beside, entry.called))
            yield files[-1].blob
        else:  # stored already, by whoever wrote this
            yield validated(Blob, one, _under(entry.called))


def _whole(one: _Growing) -> Subject:
    return validated(Subject, {**one.fields, "references": tuple(one.pictures)}, _under(one.called))


def _under(called: str) -> Naming:
    """How the fields of a subject are called that something gave."""
    return lambda where: f"{called}.{where[0]}" if where else called


def _kind_in(name: str, shots: object) -> str:
    """What a shot list has somebody as whom nothing else tells of: a character, where it has no such place or thing."""
    for listed, kind in _LISTED_AS:
        for shot in shots if isinstance(shots, list | tuple) else ():
            names = shot.get(listed) if isinstance(shot, Mapping) else getattr(shot, listed, ())
            names = [names] if isinstance(names, str) else names
            known = [one for one in names if isinstance(one, str)] if isinstance(names, list | tuple) else []
            if named(name, known):
                return kind
    return "character"
