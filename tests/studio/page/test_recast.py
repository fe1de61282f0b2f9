"""Others make the rest: a film that waits, for money or at its board, is cast anew on its Money tab and ends; what is made stays."""

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from infra.engine.server import TemporalServer
from models.brief import Brief
from models.film.decisions import Decision
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.browser import browser, faults_of, looking
from tests.kit.dear import Dear
from tests.kit.makers import making
from tests.kit.studio import short_shots, studio_at

pytestmark = pytest.mark.studio

expect.set_options(timeout=90_000)


def dear_registry() -> Registry:
    """The offline providers, and one whose clips cost half a dollar each."""
    return Registry(
        [OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed(), Dear(CameraMove(), "0.50")]
    )


def dear(*words: str) -> Brief:
    """A film whose clips are made by whom they cost something."""
    return Brief.model_validate({**short_shots(*words).model_dump(), "casting": {"video": "dear"}})


async def cast_anew(page: Page, shots: str = "") -> None:
    """Have others make the rest."""
    form = page.locator("#recast")
    await form.get_by_label("Profile").select_option("local")
    await form.get_by_label("Shots").fill(shots)
    await form.get_by_role("button", name="Cast them anew").click()


async def test_a_film_out_of_budget_is_cast_anew_and_ends_with_what_was_made(
    server: TemporalServer, film: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    async with (
        studio_at(server.address, tmp_path / "home", dear_registry()) as kit,
        making(kit, server.address) as maker,
        browser() as opened,
        looking(opened, maker.door.address) as somebody,
    ):
        await kit.begin(dear("a quay", "a boat", "a gull"), film, approve="auto", budget=Decimal("0.60"))
        page = await somebody.at(f"/films/{film}/money")
        waits = page.locator(".waits [data-what=money]")
        await expect(waits).to_have_count(2)
        # A shot that there is not is refused in a sentence beside the button.
        await cast_anew(page, "99")
        await expect(page.locator("#recast .problem")).to_contain_text("There is no shot '99' in")
        await cast_anew(page, "2")
        await expect(page.locator("#says")).to_contain_text("What is left is made by others")
        await expect(waits).to_have_count(1)
        await expect(waits).to_contain_text("shot_003")
        assert await faults_of(page) == []
        await cast_anew(page)
        await expect(waits).to_have_count(0)
        await expect(page.locator("#film-head")).to_contain_text("Finished")
        # What cannot be decided any more is not offered to whoever comes now.
        page = await somebody.at(f"/films/{film}/money")
        await expect(page.locator("#recast")).to_have_count(0)
        await expect(page.locator("tfoot")).to_contain_text("$0.50")
        assert [one for one in somebody.wrong if not one.endswith("/decisions")] == []
        view = await kit.view(film)
        makers = [shot.clip.cost for shot in view.shots if shot.clip]
        assert (makers, view.spent) == ([Decimal("0.50"), 0, 0], Decimal("0.50")), "what was made stays"


async def test_a_film_that_waits_at_its_board_is_cast_anew_and_costs_nothing(
    server: TemporalServer, film: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    async with (
        studio_at(server.address, tmp_path / "home", dear_registry()) as kit,
        making(kit, server.address) as maker,
        browser() as opened,
        looking(opened, maker.door.address) as somebody,
    ):
        before = await kit.at_gate(dear("a quay", "a boat"), film)
        page = await somebody.at(f"/films/{film}/money")
        await cast_anew(page)
        await expect(page.locator("#says")).to_contain_text("What is left is made by others")
        assert (await kit.view(film)).shots[0].keyframe == before.shots[0].keyframe
        await kit.decide(film, Decision(kind="approve", board=before.board))
        await expect(page.locator("#film-head")).to_contain_text("Finished")
        view = await kit.view(film)
        assert (view.verdict, view.spent) == ("finished", Decimal(0))
        assert somebody.wrong == []
