"""A trigger finds its character however either is called, and says so when it finds nobody."""

import pytest

from models.story.stages import Character
from models.story.triggers import trigger_of, unused_triggers


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
