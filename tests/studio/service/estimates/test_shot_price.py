"""What single shots may cost anew: what whoever is cast asks for them, step by step."""

from decimal import Decimal
from pathlib import Path

import pytest

from infra.settings import Settings
from models.film.run_options import RunOptions
from models.film.start import FilmRequest, Previous
from models.film.view import FilmView
from models.orders.assets import Asset, Blob
from models.shots.takes import Change
from models.shots.view import ShotView
from studio.service.estimates.change_price import change_price
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


def test_changes_cost_what_they_have_made_and_not_what_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAL_KEY", "a-key")
    brief = short_shots("a quay", "a boat")
    brief = brief.model_copy(update={"casting": {"image": "flux", "video": "hailuo"}})
    picture = Asset(blob=Blob(sha256="0" * 64, suffix=".png", size=1), recipe_key="0" * 64)
    views = tuple(ShotView(shot=one, status="done", keyframe=picture) for one in brief.shots)
    view = FilmView(film_id="a", brief_digest=brief.digest(), shots=views)

    def price(*changes: Change) -> Decimal:
        request = FilmRequest(
            brief=brief, options=RunOptions(), previous=Previous(run_id="a-run", changes=changes)
        )
        return change_price(Settings(home=tmp_path), view, request)

    first, other = (one.shot_id for one in brief.shots)
    clip, taken = price(Change(shot_id=first, alone=True)), price(Change(shot_id=first))
    assert 0 < clip < taken, "a picture too"
    assert price(Change(shot_id=first, note="at night"), Change(shot_id=other, alone=True)) == taken + clip
    assert price(Change(shot_id=first, dialogue="No.")) == clip
    assert price(Change(shot_id=first, use=1)) == 0
    assert price(Change(shot_id=first, maker="hailuo")) == clip
    assert price(Change(shot_id=first, maker="camera-move")) == 0
    assert price(Change(shot_id=first, maker="veo")) > clip
    chosen = views[0].shot.model_copy(update={"video_provider": "camera-move"})
    took = views[0].model_copy(update={"shot": chosen, "take": 2, "takes": (views[0].current,)})
    view = view.model_copy(update={"shots": (took, views[1])})
    assert price(Change(shot_id=first, alone=True, own=True)) == clip


def test_a_shot_that_names_who_films_it_costs_what_that_one_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAL_KEY", "a-key")
    brief = short_shots("a quay")
    chosen = brief.shots[0].model_copy(update={"video_provider": "hailuo"})
    view = FilmView(film_id="a", brief_digest=brief.digest(), shots=(ShotView(shot=chosen),))
    change = Change(shot_id=chosen.shot_id, note="at night")
    prices = []
    for named in ({}, {"video": ("hailuo",)}):
        previous = Previous.model_validate({"run_id": "a-run", "changes": (change,), "named": named})
        request = FilmRequest(brief=brief, options=RunOptions(), previous=previous)
        prices.append(change_price(Settings(home=tmp_path), view, request))
    assert prices[0] == 0 < prices[1]
