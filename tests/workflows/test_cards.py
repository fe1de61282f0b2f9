"""Films on one's own cards: cast with the weights that run them, by a profile that is settled by who serves the cards."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.film.decisions import Decision
from tests.kit.carded import CardKit, card_studio
from tests.kit.providers import renders

SERVED = "Cast by the profile gpu: a worker serves the gpu queue."
UNSERVED = "Cast by the profile local: no worker serves the gpu queue."


@pytest.fixture
async def kit(address: str, tmp_path: Path) -> AsyncIterator[CardKit]:
    """Workers of films, of vendors and of the rest; none with a card yet."""
    async with card_studio(address, tmp_path) as kit:
        yield kit


async def test_a_film_is_cast_with_the_weights_of_the_cards_that_make_it(kit: CardKit, film: str) -> None:
    async with kit.serving("gpu"):
        view = await kit.make(kit.brief("a quay", "a boat", profile="gpu"), film)
    assert view.verdict == "finished"
    asked = await kit.asked_of(film)
    assert asked["casting.weights"]["taskQueue"]["name"] == "gpu-weights"
    assert asked["boards.keyframe"]["taskQueue"]["name"] == "gpu"
    assert len(renders(kit.journal, "image")) == 2


async def test_auto_casts_by_who_serves_the_cards_and_the_film_notes_which(kit: CardKit, film: str) -> None:
    brief = kit.brief("a quay", profile="auto")
    view = await kit.make(brief, f"{film}-without", stop_at="storyboard")
    assert UNSERVED in view.notes
    assert renders(kit.journal) == []
    async with kit.serving("gpu"):
        view = await kit.make(brief, f"{film}-with", stop_at="storyboard")
    assert SERVED in view.notes
    assert len(renders(kit.journal, "image")) == 1


async def test_a_film_waits_for_a_worker_with_a_card_and_says_so(kit: CardKit, film: str) -> None:
    await kit.begin(kit.brief("a quay", profile="gpu"), film, approve="auto", stop_at="storyboard")
    view = await kit.until(film, lambda view: bool(view.notes))
    assert (
        "When the film was cast nobody served the gpu queue: it waits for `longtake worker gpu` on a machine with a card."
        in view.notes
    )
    async with kit.serving("gpu"):
        await kit.until(film, lambda view: view.verdict == "stopped")


async def test_a_worker_with_other_weights_than_the_film_was_cast_with_is_refused(
    kit: CardKit, film: str
) -> None:
    async with kit.serving("gpu"):
        await kit.at_gate(kit.brief("a quay", "a boat", profile="gpu"), film)
        kit.weights.write_text("0e0e")
        await kit.decide(film, Decision(kind="approve"))
        view = await kit.until(film, lambda view: view.ended)
    [why] = {shot.missing for shot in view.shots}
    assert (
        "The weights of wan-5b on this worker are others (0e0e) than those that the film was cast with (f0f0): "
        "have every worker pull the same ones." in why
    )


async def test_other_weights_give_another_picture(kit: CardKit, film: str) -> None:
    brief = kit.brief("a quay", profile="gpu")
    async with kit.serving("gpu"):
        for number, weights in enumerate(("f0f0", "f0f0", "0e0e")):
            kit.weights.write_text(weights)
            await kit.make(brief, f"{film}-{number}", stop_at="storyboard")
    assert len(set(renders(kit.journal, "image", what="begin"))) == 1, "the request is the same"
    assert len(renders(kit.journal, "image")) == 2, "and what was made by other weights is not found"


@pytest.mark.parametrize("lacking", ["weights", "licence"])
async def test_weights_or_a_licence_that_are_missing_end_the_film_before_anything_is_made(
    lacking: str, kit: CardKit, film: str
) -> None:
    if lacking == "weights":
        kit.weights.unlink()
    else:
        kit.weights.with_suffix(".closed").touch()
    async with kit.serving("gpu"):
        await kit.start_and_fail(kit.brief("a quay", profile="gpu"), film)
    view = await kit.view(film)
    said = {"weights": "The weights of sdxl are not here.", "licence": "longtake licences accept sdxl"}
    assert said[lacking] in view.reason
    assert renders(kit.journal) == []


async def test_a_film_under_way_is_recast_onto_cards_only_where_somebody_serves_them(
    kit: CardKit, film: str
) -> None:
    await kit.at_gate(kit.brief("a quay", profile="local"), film)
    await kit.decide(film, Decision(kind="recast", profile="gpu"))
    view = await kit.until(film, lambda view: bool(view.decisions))
    assert view.decisions[0].reason.startswith("Nobody serves the gpu queue: start `longtake worker gpu`")
    async with kit.serving("gpu"):
        await kit.decide(film, Decision(kind="recast", profile="auto"))
        view = await kit.until(film, lambda view: len(view.decisions) == 2)
        assert view.decisions[1].accepted
        assert SERVED in view.notes
        await kit.decide(film, Decision(kind="approve"))
        view = await kit.until(film, lambda view: view.ended)
    assert view.verdict == "finished"
    assert len(renders(kit.journal, "video")) == 1
