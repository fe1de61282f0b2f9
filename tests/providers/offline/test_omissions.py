"""What a shot asks for and the animatic does not draw is said, and what it draws is not."""

import pytest

from activities.story.templates import load_templates
from models.brief import Brief
from models.orders.requests import ImageRequest
from models.shots.shot_list import Shot
from models.story.stages import shots_of
from models.subjects.subject import Subject
from providers.offline.animatic import Animatic
from providers.offline.animatic.words.prompts import kind_of_place, things_named
from providers.offline.outline import OutlineWriter


def undrawn(prompt: str, *subjects: Subject, **fields) -> tuple[str, ...]:
    shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt=prompt, **fields)
    return Animatic().undrawn(ImageRequest(shot=shot, subjects=subjects, width=640, height=360))


@pytest.mark.parametrize(
    ("prompt", "missing"),
    [
        ("Cannons fire across the bay while snow falls on the ramparts.", ("cannons", "ramparts")),
        (
            "A submarine surfaces beside an oil rig; two helicopters circle in the fog.",
            ("submarine", "rig", "helicopters"),
        ),
        (
            "She stands in the kitchen. Through the window she sees the sea. It is raining.",
            ("sea", "rain"),
        ),
        ("Two men fight on a bridge.", ("fight",)),
        ("Die Kanonen stehen im Wald.", ("Kanonen",)),
        ("Am Strand stehen drei Kanonen.", ("Kanonen",)),
        ("Les canons tirent dans la forêt.", ("canons",)),
        (
            "小梅打开了门，外面下着大雪，远处有一座大炮和三艘军舰。",
            ("most of its Chinese words, which are not read",),
        ),
    ],
)
def test_what_is_asked_for_and_not_drawn_is_said_in_the_words_of_the_shot(prompt, missing):
    assert undrawn(prompt) == missing


@pytest.mark.parametrize(
    "prompt",
    [
        "A red door in a white wall, snow falling.",
        "The fox ran across the snow.",
        "A crowd of soldiers marches through the city.",
        "El barco cruza el mar bajo la lluvia.",
        "Ein Mädchen geht durch den Wald. Eine rote Tür steht offen.",
        "For a moment the silence of the night filled her heart with hope.",
    ],
)
def test_nothing_is_said_of_a_picture_that_shows_everything(prompt):
    assert undrawn(prompt) == ()


def test_a_thing_of_the_bible_that_is_drawn_as_a_bundle_is_said():
    props = (Subject(name="brass astrolabe", kind="prop"), Subject(name="lantern", kind="prop"))

    assert undrawn("Tom lifts it.", Subject(name="Tom"), *props, characters=("Tom",)) == ("brass astrolabe",)


def test_people_who_are_not_cast_in_the_shot_are_said_to_be_missing():
    assert undrawn("Anna waves to three soldiers.", Subject(name="Anna"), characters=("Anna",)) == (
        "soldiers",
    )


def test_a_frame_from_above_says_that_its_landmark_is_not_there():
    assert undrawn("A bridge over the field.", camera_angle="overhead") == ("bridge",)
    assert undrawn("A bridge over the field.", shot_type="wide") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A girl found a small blue door in the forest. The door was old. She painted the door yellow. Then the door shone.", ["blue door", "yellow door"]),
        ("Mireille trouva une porte rouge dans la forêt. Elle ouvrit la porte.", ["red porte"]),
        ("Frieda ging im Wald zu einer roten Tür. Hinter der Tür stand ein Fuchs.", ["red tür"]),
    ],
)  # fmt: skip
def test_a_colour_that_is_named_stays_in_every_shot_of_the_thing_until_it_changes(text, said):
    brief, template, writer = Brief(story=text, seconds=30), load_templates()[0], OutlineWriter()
    story = writer.write_story(brief, template)
    plan = writer.plan_shots(brief, template, story, 27)
    shots = shots_of(story, plan, writer.specify_visuals(brief, story, plan))
    coloured = [colour for shot in shots for colour in shot.colours]

    assert list(dict.fromkeys(coloured)) == said
    assert len(coloured) >= 2 or len(said) == 1


def test_a_verb_is_no_thing_and_the_way_home_is_no_room():
    assert things_named("A gull watches. He watches the sea.") == ("bird",)
    assert things_named("He winds his old watch.") == ("clock",)
    assert kind_of_place("the tower", "He climbed it and found his way home.") == "hills"
