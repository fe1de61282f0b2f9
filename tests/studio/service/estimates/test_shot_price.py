"""What single shots may cost anew: what whoever is cast asks for them, step by step."""

from decimal import Decimal
from pathlib import Path

import pytest

from infra.settings import Settings
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.shots.view import ShotView
from studio.service.estimates.shot_price import shot_price
from tests.kit.studio import short_shots


def test_a_shot_costs_the_picture_that_is_bought_and_nothing_of_what_is_made_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAL_KEY", "a-key")
    brief = short_shots("a quay", "a boat", "a bell")
    view = FilmView(
        film_id="a", brief_digest=brief.digest(), shots=tuple(ShotView(shot=one) for one in brief.shots)
    )
    settings = Settings(home=tmp_path)

    def price(count: int, **casting: str) -> tuple[Decimal, ...]:
        request = FilmRequest(brief=brief.model_copy(update={"casting": casting}), options=RunOptions())
        found = shot_price(settings, view, request, brief.shots[:count])
        assert found.usd == found.pictures + found.voices + found.clips + found.film
        return (found.pictures, found.voices, found.clips, found.film)

    assert not any(price(3))
    one, two = price(1, image="flux"), price(2, image="flux")
    assert one[0] > 0
    assert two[0] == 2 * one[0]
    assert not any(one[1:])
    clip = price(1, video="hailuo")
    assert clip[2] > 0
    assert clip[0] == 0
