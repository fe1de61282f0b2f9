"""What a shot asks for and the animatic does not draw is said, and what it draws is not."""

import pytest

from activities.story.templates import load_templates
from models.brief import Brief
from models.orders.requests import ImageRequest
from models.shots.shot_list import Shot
from models.story.stages import shots_of
from models.subjects.subject import Subject
from providers.offline.animatic import Animatic
from providers.offline.animatic.people.crowds import looks_in
from providers.offline.animatic.words.colours import COLOURS
from providers.offline.animatic.words.prompts import (
    kind_of_place,
    painted_things,
    things_named,
    weather_of,
)
from providers.offline.outline import OutlineWriter


def shot_of(prompt: str, **fields) -> Shot:
    return Shot(shot_id="shot_001", shot_number=1, enhanced_prompt=prompt, **fields)


def undrawn(prompt: str, *subjects: Subject, **fields) -> tuple[str, ...]:
    shot = shot_of(prompt, **fields)
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


def test_what_has_no_picture_from_above_is_drawn_from_the_side_and_that_is_said():
    above = {"camera_angle": "overhead"}
    assert undrawn("A bridge over the field.", **above) == ("the view from above",)
    assert undrawn("Ships lay in the harbour.", **above) == ("the view from above",)
    assert undrawn("A woman and a bridge over the field.", **above) == ("bridge",)
    assert undrawn("A bridge over the field.", shot_type="wide") == ()


@pytest.mark.parametrize(
    ("place", "kind", "missing"),
    [
        ("the hospital rooftop (outdoors)", "city", ("rooftop",)),
        ("the hospital rooftop", "city", ("rooftop",)),
        ("the kitchen garden", "field", ()),
        ("the diner car park", "city", ()),
        ("the cafe (outdoors)", "city", ()),
        ("the street outside the bar", "city", ()),
        ("the truck (indoors)", "room", ("truck",)),
        ("the fishing boat (indoors)", "room", ("boat",)),
        ("the church (indoors)", "room", ("church",)),
        ("the barn (indoors)", "attic", ("barn",)),
        ("the kitchen (indoors)", "kitchen", ()),
    ],
)
def test_what_is_outside_is_outside_and_a_room_that_stands_for_a_place_is_said(place, kind, missing):
    assert kind_of_place(place, "Anna waits.") == kind
    assert undrawn("Anna waits.", landscapes=(place,)) == missing


@pytest.mark.parametrize(
    ("prompt", "things"),
    [
        ("The kite rose over the sea.", ("kite",)),
        ("She holds a red rose.", ("flower",)),
        ("He fishes in the lake. She trains in the park.", ()),
        ("The boy rings the bell. Tom books a table.", ()),
        ("They walked home in the fog.", ()),
        ("Two trains wait.", ("train",)),
        ("Books lie on the floor.", ("book",)),
    ],
)
def test_what_is_done_is_no_thing(prompt, things):
    assert things_named(prompt) == things


@pytest.mark.parametrize(
    ("prompt", "painted"),
    [
        ("A black cat on a white carpet", {"cat": COLOURS["black"], "rug": COLOURS["white"]}),
        ("White gulls over the sea", {"bird": COLOURS["white"]}),
        ("Am 3. Mai kam ein Mädchen mit einem roten Mantel an seine Tür.", {}),
        ("A small red door", {"door": COLOURS["red"]}),
        ("Un chien blanc court dans la rue.", {"dog": COLOURS["white"]}),
    ],
)
def test_a_colour_is_that_of_the_thing_of_which_it_is_said(prompt, painted):
    assert painted_things(shot_of(prompt)) == painted


def test_a_hat_in_german_is_no_house_and_somebody_in_the_genitive_is_seen():
    shot = shot_of("Nahaufnahme eines Mannes mit rotem Hut bei Nacht im Regen")
    (man,) = looks_in(shot, (), {})

    assert man.hat and man.hat_colour == COLOURS["red"]
    assert "house" not in things_named(shot.seen)


@pytest.mark.parametrize(
    ("prompt", "weather"),
    [
        ("A forest at night. It snows.", "snowfall"),
        ("Il neige. Elle marche dans la forêt.", "snowfall"),
        ("Es fing an zu schneien.", "snowfall"),
        ("A lighthouse in thick fog", "fog"),
        ("The smith had drowned in the storm of the year before.", ""),
        ("A calm sea after the storm", ""),
        ("There was no snow on the hill.", ""),
        ("Nieva en la ciudad.", "snowfall"),
    ],
)
def test_the_weather_is_what_falls_now(prompt, weather):
    assert weather_of(shot_of(prompt)) == weather
    assert undrawn(prompt, shot_type="wide") in ((), ("smith",))


@pytest.mark.parametrize(
    ("prompt", "missing"),
    [
        ("A truck stops in the city.", ("truck",)),
        ("The ferry leaves the harbour.", ("ferry",)),
        ("A woman holds a candle.", ("candle",)),
        ("A woman watches. Snow falls on the hills.", ()),
        ("A woman and a man speak in turn.", ()),
        ("Nobody was ever in a hurry again.", ()),
        ("Aber sie lief schon.", ()),
        ("Une femme brune, d'une grande beauté. Il l'écoute.", ()),
        ("“Stop it!” cried the boy.", ()),
        ("The candle grew taller.", ("candle",)),
        ("Chien écoute.", ()),
        ("In the truck Tom sleeps.", ("truck",)),
        ("The captain rings the bell and books a room.", ("bell",)),
        ("The fishing boats come home.", ()),
        ("A detective in a green hat sits in a bar.", ("bar",)),
    ],
)
def test_what_stands_for_something_else_is_said_and_no_verb_is(prompt, missing):
    assert undrawn(prompt, shot_type="wide") == missing


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
