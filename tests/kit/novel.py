"""A novel of any length, made up here: chapters, people with names and looks, places, and people who talk."""

import random

TITLE = "The Wall by the Sea"

_PEOPLE = {
    "Emma Hale": "a tall woman with red hair and a green coat",
    "Tom Varga": "a broad man with a grey beard and a blue cap",
    "Ines Duarte": "a young woman with black braids and a yellow scarf",
    "Daniel Frost": "a thin man with round glasses and a brown jacket",
    "Lena Marsh": "an old woman with white hair and a black shawl",
    "Oskar Blom": "a short man with a bald head and a leather apron",
    "Miriam Stone": "a woman of forty with a scar and a grey dress",
    "Jonas Reed": "a boy with freckles and a striped jersey",
    "Agnes Holm": "a girl with fair curls and a white pinafore",
    "Viktor Lund": "an old man with a cane and a velvet waistcoat",
}
_PLACES = (
    *("the harbour", "the kitchen", "the lighthouse", "the old mill", "the railway station", "the church"),
    *("the forest", "the schoolhouse", "the market square", "the beach", "the cellar", "the garden"),
)
_DOES = (
    "walked slowly through {place} with a lantern in one hand",
    "opened the door of {place} and listened",
    "waited in {place} until the rain had stopped",
    "carried a wooden box across {place}",
    "looked around {place} and said nothing for a while",
    "ran through {place} as if somebody were calling",
    "sat down in {place} and counted the coins",
)
_SAYS = (
    "I never thought that you would come back",
    "The boat left before the storm",
    "Nobody has lived there for twenty years",
    "You should have told me about the letter",
    "We will need more light than this",
    "It was my father who built the wall",
    "Ask the others, they saw it too",
)
_BESIDE = (
    "The wind turned in the evening and brought the smell of salt and smoke.",
    "Behind the houses it was quiet again.",
    "On the table lay a blue book that nobody had opened since the winter.",
    "Above the roofs the gulls were crying, and the sea was grey.",
    "It was a cold morning, and the windows were white with frost.",
    "The clock struck seven.",
)


def novel(length: int, seed: int = 7) -> str:
    """A novel of at least so many characters; the same for the same seed."""
    chance = random.Random(seed)
    paragraphs = [TITLE]
    size, chapter = 0, 0
    met: set[str] = set()
    while size < length:
        chapter += 1
        told = [f"Chapter {chapter}"]
        here = list(_PEOPLE)[: 3 + chapter // 4]
        people = chance.sample(here, 3)
        told += [_paragraph(chance, people, met) for _ in range(chance.randint(18, 28))]
        paragraphs += told
        size += sum(map(len, told))
    return "\n\n".join(paragraphs)


def _paragraph(chance: random.Random, people: list[str], met: set[str]) -> str:
    one, other = chance.sample(people, 2)
    does = chance.choice(_DOES).format(place=chance.choice(_PLACES))
    beside = " ".join(chance.sample(_BESIDE, 2))
    if one not in met:
        met.add(one)
        return f"{one}, {_PEOPLE[one]}, {does}. {beside}"
    if chance.random() < 0.4:
        return f"“{chance.choice(_SAYS)},” said {one.split()[0]} to {other.split()[0]}. “{chance.choice(_SAYS)}.”"
    return f"{one if chance.random() < 0.5 else one.split()[0]} {does}. {beside}"
