"""What programs are told of the fields that they may give: all of them are there, and each is said to be for something."""

from models.brief import Brief
from models.film.decisions import Decision
from models.film.run_options import RunOptions
from studio.service.programs.decisions import OF_A_DECISION
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
    fields = {*Decision.model_fields} - {"kind", "by", "passed"}
    assert {*DecisionAsked.model_fields} == {*fields, "decision"} == {*OF_A_DECISION, "decision"}
    assert all(field.description for field in DecisionAsked.model_fields.values())


def test_no_field_is_needed_but_the_decision() -> None:
    for model, needed in ((FilmAsked, []), (GenerateAsked, []), (DecisionAsked, ["decision"])):
        assert model.model_json_schema().get("required", []) == needed
