"""A trigger finds its character however either is called, and says so when it finds nobody."""

import pytest

from models.story.stages import Character
from models.story.triggers import MAIN_CHARACTER, of_main, trigger_of, unused_triggers


@pytest.mark.parametrize(
    ("trigger", "name"),
    [
        ("Mara", "Mara Quill"), ("MARA QUILL", "Mara"), ("mara", "Dr. Mara Quill"), ("The Keeper", "the lighthouse keeper"),
        ("keeper", "the keeper"), ("old woman", "The Old Woman"), ("小美", "小美"),
    ],
)  # fmt: skip
def test_a_name_is_known_in_full_and_for_short(trigger, name):
    assert trigger_of(name, {trigger: " tok "}) == "tok"


@pytest.mark.parametrize(
    ("trigger", "name"),
    [("the old man", "the old woman"), ("Mara Quill", "Mara Stone"), ("Dr. Smith", "Dr. Jones"), ("Jon", "Mara"), ("the", "the fox")],
)  # fmt: skip
def test_two_people_are_never_taken_for_one(trigger, name):
    assert trigger_of(name, {trigger: "tok"}) == ""


def test_a_trigger_that_names_nobody_is_said_with_who_is_there():
    cast = (
        Character(name="Mara Quill", description="", trigger="tok"),
        Character(name="the fox", description="red"),
    )
    assert unused_triggers({"Mara": "tok"}, cast) == ()
    assert unused_triggers({"Mara": "tok", "Zed": "z1"}, cast) == (
        "The trigger Zed=z1 was not used: the story has Mara Quill, the fox.",
    )
    assert "nobody by name" in unused_triggers({"Zed": "z1"}, ())[0]


def test_the_main_characters_token_is_the_first_ones_and_nobody_elses_where_that_one_has_a_token_by_name():
    names = ("Mara Quill", "Jon")
    assert of_main({"Main Character": "tok"}, names) == {"Mara Quill": "tok"}
    assert of_main({"the main character": "tok", "Jon": "j1"}, names) == {"Mara Quill": "tok", "Jon": "j1"}
    assert of_main({MAIN_CHARACTER: "tok", "Mara": "m1"}, names) == {"Mara": "m1"}
    cast = (Character(name="Mara Quill", description="", trigger="m1"), Character(name="Jon", description=""))
    [said] = unused_triggers({MAIN_CHARACTER: "tok", "Mara": "m1"}, cast)
    assert said == (
        "The trigger main character=tok was not used: the main character, Mara Quill, has the token m1; "
        "give it to another by name."
    )
    assert of_main({"Jon": "j1"}, names) == {"Jon": "j1"}
    assert of_main({MAIN_CHARACTER: "tok"}, ()) == {}


def test_a_main_characters_token_is_used_by_whoever_has_it_and_missed_where_nobody_does():
    cast = (Character(name="Mara Quill", description="", trigger="tok"),)
    assert unused_triggers({MAIN_CHARACTER: "tok"}, cast) == ()
    assert unused_triggers({MAIN_CHARACTER: "tok"}, ()) == (
        "The trigger main character=tok was not used: the story has nobody by name.",
    )
