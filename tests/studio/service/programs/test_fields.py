"""What programs are told of the fields that they may give: all of them are there, and each is said to be for something."""

import pytest

from models.brief import Brief
from models.errors import BadInput
from models.film.decisions import Decision
from models.film.run_options import RunOptions
from models.shots.fields import ShotFields
from studio.service.programs.decisions import OF_A_DECISION, decision_in
from studio.service.programs.described import DESCRIBED
from studio.service.programs.fields import DecisionAsked, FilmAsked, GenerateAsked
from studio.service.programs.film import OF_A_FILM


def test_every_field_of_a_film_is_described() -> None:
    fields = {*Brief.model_fields, *RunOptions.model_fields} - {"material"}
    assert {*FilmAsked.model_fields} == {*fields, "voices", "id"} == {*OF_A_FILM, "id"}
    assert fields <= {*DESCRIBED}
    assert {*GenerateAsked.model_fields} - {*FilmAsked.model_fields} == {
        *("target_duration", "use_multi_stage", "template_override")
    }
    assert all(field.description for field in GenerateAsked.model_fields.values())


def test_every_field_of_a_decision_is_described_but_who_decides() -> None:
    fields = {*Decision.model_fields, *ShotFields.model_fields} - {"kind", "by", "passed", "mark"}
    assert {*fields, "decision"} == {*OF_A_DECISION, "decision"}
    # What people said is no part of a decision: it goes into its note.
    assert {*DecisionAsked.model_fields} == {*fields, "decision", "comments"}
    assert all(field.description for field in DecisionAsked.model_fields.values())


def test_no_field_is_needed_but_the_decision() -> None:
    for model, needed in ((FilmAsked, []), (GenerateAsked, []), (DecisionAsked, ["decision"])):
        assert model.model_json_schema().get("required", []) == needed


def test_the_fields_of_a_shot_are_given_flat_or_together_and_mean_the_same() -> None:
    fields = {"size": "close-up", "place": ["the harbour"], "seconds": 3.5, "weather": ""}
    asked = {"decision": "revise", "shot": "2", "board": 1}
    for body in ({**asked, **fields}, {**asked, "fields": fields}):
        assert DecisionAsked.model_validate(body)
        assert decision_in(body, "ann").fields == ShotFields.model_validate(fields)
    properties = DecisionAsked.model_json_schema()["properties"]
    assert "close-up" in properties["size"]["anyOf"][0]["enum"]
    assert "cards" not in properties["seconds"]["description"], "a shot's length, and no film's"
    with pytest.raises(BadInput) as refused:
        decision_in({**asked, "size": "huge"}, "ann")
    assert refused.value.field == "size"


def test_nobody_says_in_a_body_who_decides_or_under_which_key() -> None:
    for name in ("by", "mark"):
        with pytest.raises(BadInput, match=f"{name} is .*: leave it out"):
            decision_in({"decision": "approve", name: "x"}, "ann")
