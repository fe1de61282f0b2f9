"""The story templates: eight, complete, and found by id."""

import pytest

from activities.story.templates import find_template, load_templates
from models.errors import UnknownName

IDS = [
    "aida", "before-after-bridge", "emotional-arc", "heros-journey",
    "problem-agitate-solve", "sensory-experience", "social-proof", "teaser-reveal",
]  # fmt: skip


def test_there_are_eight_templates_in_order_of_their_ids():
    assert [template.id for template in load_templates()] == IDS


@pytest.mark.parametrize("template_id", IDS)
def test_the_beats_of_a_template_fill_the_film(template_id):
    template = find_template(template_id)
    assert 4 <= len(template.beats) <= 6
    assert sum(beat.share for beat in template.beats) == pytest.approx(1)
    assert len({beat.name for beat in template.beats}) == len(template.beats)
    assert all(beat.purpose and beat.mood for beat in template.beats)
    assert template.best_for
    assert template.keywords


def test_an_unknown_template_is_refused_with_the_list_of_those_there_are():
    with pytest.raises(UnknownName, match=r"'heros-trip'.*aida.*heros-journey.*teaser-reveal"):
        find_template("heros-trip")


def test_a_path_is_no_template():
    with pytest.raises(UnknownName):
        find_template("../templates/aida")
