"""The entries of open models: what makes them faster says what it changes."""

import pytest
from pydantic import ValidationError

from providers.open_models.entry import Speed
from providers.open_models.table import OpenModels

MODELS = OpenModels.load()


@pytest.mark.parametrize(
    "part",
    [
        {"channels_last": True},
        {"fused": True},
        {"attention": "cudnn"},
        {"vae": "bf16"},
        {"compiled": ("Block",)},
    ],
)
def test_what_makes_a_model_faster_says_what_of_its_results_changes(part):
    with pytest.raises(ValidationError, match="differs says what"):
        Speed(**part)
    assert Speed(**part, differs="the last bits").differs


def test_nothing_is_made_faster_that_would_not_wear_its_loras():
    assert not [model.name for model in MODELS.of("image") if model.speed.fused]


def test_every_model_of_pictures_and_clips_has_its_own_speed_on_a_card():
    assert [
        model.name for kind in ("image", "video") for model in MODELS.of(kind) if not model.speed.attention
    ] == []
