"""Subjects as they are given: what is said of somebody in one place is laid into what another said of the same."""

from typing import Any

from models.subjects.names import named
from models.subjects.subject import Subject

Given = Any
"""A brief's `subjects` before they are checked: a list of tables with a `name`, or a table of tables by name."""


def merged_subjects(subjects: Given, name: str, **fields: Any) -> Given:  # noqa: ANN401 - of any field
    """The subjects, of which the one that is called so has these fields; it is added where nobody is.

    What is no list and no table of subjects is given back as it is: it is refused when it is read.
    """
    if isinstance(subjects, dict):
        key = named(name, subjects)
        if key is None:
            return {**subjects, name: fields}
        entry = subjects[key]
        return {**subjects, key: {**entry, **fields}} if isinstance(entry, dict) else subjects
    if not isinstance(subjects, (list, tuple)):
        return subjects
    entries = [each.model_dump() if isinstance(each, Subject) else each for each in subjects]
    names = {str(each.get("name", "")): at for at, each in enumerate(entries) if isinstance(each, dict)}
    known = named(name, names)
    if known is None:
        return [*entries, {"name": name, **fields}]
    entries[names[known]] = {**entries[names[known]], **fields}
    return entries


def kind_of(subjects: Given, name: str) -> str:
    """What somebody is said to be, `character` where nothing else is said."""
    if isinstance(subjects, dict):
        key = named(name, subjects)
        entry = subjects[key] if key is not None else {}
    else:
        listed = subjects if isinstance(subjects, (list, tuple)) else ()
        entries = [each.model_dump() if isinstance(each, Subject) else each for each in listed]
        by_name = {str(each.get("name", "")): each for each in entries if isinstance(each, dict)}
        key = named(name, by_name)
        entry = by_name[key] if key is not None else {}
    return str(entry.get("kind", "character")) if isinstance(entry, dict) else "character"
