"""Who and what a text names, found without a model: a hint for the one that breaks it down."""

from collections import Counter

from activities.story.prompts.tables import Cell, table
from models.brief import Brief
from providers.offline.outline.text.passages import Reading, read

MOST_ENTITIES = 12


def entities(brief: Brief) -> tuple[str, int]:
    """Tables of the people and the places of the brief's text, and the tokens that their form saves.

    The most mentioned come first, at most 12 of each; a very long text is read in samples.
    """
    reading = read(brief)
    parts = [table("people", _people(reading)), table("places", _places(reading))]
    return "\n".join(text for text, _ in parts), sum(saved for _, saved in parts)


def _people(reading: Reading) -> list[dict[str, Cell]]:
    mentions: Counter[str] = Counter()
    first_place: dict[str, str] = {}
    for line in reading.lines:
        for name in line.who.people:
            mentions[name] += 1
            if line.place:
                first_place.setdefault(name, line.place)
    return [
        {
            "name": person.name,
            "kind": person.role or person.kind,
            "mentions": mentions[person.name],
            "first_place": first_place.get(person.name, ""),
        }
        for person in sorted(reading.cast, key=lambda person: -mentions[person.name])[:MOST_ENTITIES]
        if mentions[person.name]
    ]


def _places(reading: Reading) -> list[dict[str, Cell]]:
    mentions = Counter(line.place for line in reading.lines if line.place)
    return [
        {
            "name": place,
            "kind": reading.views[place].name if place in reading.views else "place",
            "mentions": mentions[place],
        }
        for place in sorted(reading.places, key=lambda place: -mentions[place])[:MOST_ENTITIES]
    ]
