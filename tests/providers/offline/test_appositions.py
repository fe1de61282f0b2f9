"""One person stays one: a name with a noun beside it, `her grandson Tom, a boy of 7`, in films from sentences."""

import pytest

from activities.story.templates import load_templates
from models.brief import Brief
from models.subjects.subject import Subject
from providers.offline.outline import OutlineWriter

BRUNO = Subject(name="Bruno", description="a big white dog with brown ears")


def looks(prompt: str, *subjects: Subject) -> dict[str, str]:
    """Each character's description by name."""
    brief = Brief(prompt=prompt, subjects=subjects)
    story = OutlineWriter().write_story(brief, load_templates()[0])
    return {character.name: character.description for character in story.characters}


def people_of_shots(prompt: str) -> list[list[str]]:
    brief = Brief(prompt=prompt, seconds=20)
    template, writer = load_templates()[0], OutlineWriter()
    story = writer.write_story(brief, template)
    return [list(scene.characters) for scene in writer.plan_shots(brief, template, story, 20).shots]


def test_a_noun_beside_a_name_is_the_same_person_with_the_age_and_the_clothes_that_are_told():
    found = looks(
        "Mara, an old fisherwoman in a red coat, and her grandson Tom, a boy of 7, sail to the lighthouse with their dog Rex."
    )

    assert list(found) == ["Mara", "Tom", "Rex"]
    assert "a woman in her seventies" in found["Mara"]
    assert found["Mara"].endswith("a red coat")
    assert "a boy about seven years old" in found["Tom"]
    assert "a red coat" not in found["Tom"]
    assert "one dog" in found["Rex"]


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("Greta visits her brother Otto, a boy of five.", {"Greta": "a woman", "Otto": "a boy about five years old"}),
        ("Anna the fox and Ben the bear share a picnic.", {"Anna": "one fox", "Ben": "one bear"}),
        ("Luis, aged 7, waits at the station.", {"Luis": "a boy about seven years old"}),
        ("Yesterday the boy Karim (12) ran home.", {"Karim": "a boy about twelve years old"}),
        ("Karl, a sailor of eighty, sings.", {"Karl": "a man about eighty years old"}),
        ("Mira, a seven-year-old girl in blue boots, waves.", {"Mira": "a girl about seven years old"}),
        (
            "Her tall uncle Piet, a sailor with a white beard and a green cap, sings with his big white dog Max.",
            {"Piet": "a tall man", "Max": "one big white dog"},
        ),
        (
            "Ein alter Fischer fährt hinaus. Seine Enkelin Lena, ein Mädchen von acht Jahren, wartet.",
            {"Fischer": "a man in his seventies", "Lena": "a girl about eight years old"},
        ),
        (
            "Léa, une fille de huit ans, attend sur la plage. Un vieux pêcheur chante dans le port.",
            {"Léa": "a girl about eight years old", "Pêcheur": "a man in his seventies"},
        ),
    ],
)  # fmt: skip
def test_everybody_is_there_once_and_is_what_the_text_says(prompt, told):
    found = looks(prompt)

    assert [name.casefold() for name in found] == [name.casefold() for name in told]
    for look, part in zip(found.values(), told.values(), strict=True):
        assert part in look


def test_a_beard_and_a_cap_beside_a_name_are_worn():
    found = looks("Piet, an old sailor with a white beard and a green cap, sings in the harbour.")

    assert "white beard" in found["Piet"]
    assert found["Piet"].endswith("a green cap")


def test_a_given_dog_is_the_dog_that_somebody_walks():
    assert list(looks("Lena walks her dog Bruno to the beach.", BRUNO)) == ["Lena", "Bruno"]


def test_a_later_mention_by_the_noun_means_the_one_who_has_it():
    prompt = "Mara, an old fisherwoman, rows with her dog Rex. The dog barks at the waves. The fisherwoman laughs out loud."

    assert list(looks(prompt)) == ["Mara", "Rex"]
    assert {name for people in people_of_shots(prompt) for name in people} == {"Mara", "Rex"}


@pytest.mark.parametrize(
    ("prompt", "given", "names"),
    [
        ("Balto, a husky, runs through the snow. The dog barks at the moon.", "", ["Balto"]),
        ("Mara walks with her husky Balto. The dog barks. Mara pats her dog.", "", ["Mara", "Balto"]),
        ("Mara has a husky named Balto. The dog barks all night.", "", ["Balto"]),
        ("Mara sees Balto. The dog barks.", "a grey husky with blue eyes", ["Mara", "Balto"]),
        ("Mara sees Balto. The cat purrs.", "a fat tabby", ["Mara", "Balto"]),
        ("Polly, a green parrot, talks. The bird wants bread.", "", ["Polly"]),
        ("Mara walks with Balto. The dog barks. A dog answers.", "a husky", ["Mara", "Balto", "the dog"]),
        ("Mara sees Balto. The dog barks.", "a girl with a dog", ["Mara", "Balto", "the dog"]),
    ],
)
def test_what_a_named_animal_is_means_the_one_that_has_the_name(prompt, given, names):
    balto = [Subject(name="Balto", description=given)] if given else []

    assert list(looks(prompt, *balto)) == names


def test_of_two_named_dogs_the_dog_is_no_third():
    prompt = "Balto, a husky, and Rex, a terrier, run home. The dog barks."

    assert list(looks(prompt)) == ["Balto", "Rex"]


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("Sam and Lea, a dog and a cat play.", ["Sam", "Lea", "the dog", "the cat"]),
        ("Tom gave Anna the dog. The dog barked.", ["Tom", "Anna", "the dog"]),
        ("They meet Anna, a dog and a cat in the park.", ["Anna", "the dog", "the cat"]),
        ("Mira, a girl of six, waves. A girl waves back.", ["Mira", "the girl"]),
        ("A dog barks. Tom sees the dog run.", ["the dog", "Tom"]),
    ],
)
def test_two_stay_two_where_the_noun_is_somebody_else(prompt, names):
    assert list(looks(prompt)) == names


def test_nobody_of_seven_has_an_old_ones_hair():
    look = looks("Luis, aged 7, waits at the station.")["Luis"]

    assert not any(grey in look for grey in ("silver hair", "white hair", "grey hair"))
