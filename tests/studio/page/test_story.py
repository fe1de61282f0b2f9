"""The story as somebody reads it: who wrote each stage, what of a text is not told, shots as text."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from infra.engine.server import TemporalServer
from models.film.view import FilmView
from models.story.records import CallRecord, StageRecord
from studio.service.facts.film.work import Asking
from studio.web.page.film_head import head_of
from studio.web.page.tabs.written_story import beside, writing_of
from tests.kit.browser import browser, faults_of, looking
from tests.kit.makers import Maker, making
from tests.kit.pages import shown
from tests.kit.studio import StudioKit

pytestmark = [pytest.mark.studio, pytest.mark.usefixtures("own_home")]

V1 = "/api/v1"
TEXT = (
    "The old clockmaker lived above the square. Every morning he wound the great clock before the bread was baked.\n\n"
    'One day a girl named Ines came with a broken watch. "Can you mend it?" she asked. "It was my mother\'s."\n\n'
    "He opened it. Inside was a tiny photograph of the square, with the clock, and a man who looked like him.\n\n"
    '"Where did she get it?" he asked. <img src=x onerror=alert(1)> But the girl was gone, and the watch was ticking.\n'
)
expect.set_options(timeout=60_000)


async def written(maker: Maker, film: str, **brief: object) -> None:
    """A film of which the story is all that was asked for."""
    await maker.post(f"{V1}/films", 201, id=film, stop_at="story", **brief)
    await maker.until(film, lambda told: told["status"] == "completed")


async def test_a_story_is_read_stage_by_stage(studio: StudioKit, server: TemporalServer, film: str) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        prompt = "A lighthouse keeper finds a door in the sea, and behind it her brother"
        await written(maker, film, prompt=prompt, seconds=20)
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/story")
            await expect(page.locator("blockquote")).to_have_text(prompt)
            for heading in ("Template: ", "Scenes", "What is drawn"):
                await expect(page.get_by_role("heading", name=heading)).to_be_visible()
            await expect(page.locator(".took").first).to_have_text(
                "Written by rules of this program; no model was asked."
            )
            shots = len((await maker.ask("GET", f"{V1}/films/{film}/shots", 200))["shots"])
            await expect(page.locator("[id^=scene-]")).to_have_count(shots)
            await page.get_by_text("The words that each picture is drawn from").click()
            await expect(page.locator("#drawn-1")).to_be_visible()
            assert await faults_of(page) == []
            assert somebody.wrong == []


async def test_of_a_text_is_shown_what_is_not_told(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        sent = await maker.send("story.txt", TEXT.encode(), "story")
        await written(maker, film, story=sent, seconds=12)
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/story")
            await expect(page.get_by_text("The text it was given")).to_be_visible()
            await expect(page.get_by_text("It was read by rules")).to_be_visible()
            left = page.locator(".left-out")
            await expect(left.locator("summary")).to_contain_text("sentences left out")
            await left.locator("summary").click()
            await expect(left.locator("li").first).to_be_visible()
            assert await page.locator("main img").count() == 0
            assert somebody.wrong == []


async def test_shots_that_were_given_are_shown_as_text(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker:
        shots = [{"enhanced_prompt": "a quay & <b>gulls</b>", "duration": 2, "dialogue": "It begins."}]
        await written(maker, film, shots=shots)
        page = await maker.door.ask(f"/films/{film}/story")
        assert "The shots as they were given" in page.text
        assert "a quay &amp; &lt;b&gt;gulls&lt;/b&gt;" in page.text
        assert "It begins." in page.text
        more = await maker.door.ask(f"/films/{film}/story/more?of=shots&after=-1")
        assert 'id="shot-shot_001"' in more.text
        assert (await maker.door.ask(f"/films/{film}/story/more?of=everything")).status_code == 404


def call(stage: str, **told: object) -> CallRecord:
    return CallRecord.model_validate({"stage": stage, "model": "sonnet", **told})


def test_what_models_did_and_what_rules_did_is_told_apart() -> None:
    first = call("template", input_tokens=100, output_tokens=20, cost="0.002")
    lost = call("scenes", lost=True, outcome="Timeout")
    again = call("scenes", cached=True, times=3, input_tokens=7)
    note = call("note", cost="0.001")
    view = FilmView(
        film_id="the-door",
        brief_digest="",
        stage="story",
        writing=(
            StageRecord(stage="template", writer="sonnet", calls=(first,)),
            StageRecord(stage="story", writer="outline", fell_back="nobody answered", calls=(lost,)),
            StageRecord(stage="note", writer="sonnet", calls=(note,)),
        ),
    )
    template, story, scenes, visuals = writing_of(view)
    assert (template.says, template.calls, template.usd == first.cost) == ("Written by sonnet.", 1, True)
    assert story.says == "Written by rules of this program, in place of a model's answer."
    assert (story.fell_back, story.lost) == (("nobody answered",), 1)
    assert (scenes.standing, visuals.standing) == ("now", "ahead")
    assert (beside(view).calls, beside(view).by_model) == (1, ("sonnet",))

    done = view.model_copy(
        update={
            "stage": "keyframes",
            "writing": (
                StageRecord(stage="breakdown", writer="sonnet", calls=(again,)),
                StageRecord(stage="shots", part=1, writer="outline"),
            ),
        }
    )
    _, _, scenes, _ = writing_of(done)
    assert scenes.says == "Written by sonnet, and in part by rules of this program."
    assert (scenes.calls, scenes.cached, scenes.input_tokens) == (3, 3, 7)
    assert {one.standing for one in writing_of(done)} == {"done"}


async def test_while_it_is_written_each_stage_says_how_far_it_is(tmp_path: Path) -> None:
    view = FilmView(
        film_id="the-door",
        brief_digest="",
        stage="story",
        writing=(
            StageRecord(stage="template", writer="sonnet", calls=(call("template", input_tokens=1234),)),
        ),
    )
    asking = Asking(what="story by <sonnet>", since=datetime(2026, 11, 30, tzinfo=UTC), attempt=2)
    nothing: dict[str, Any] = {"list": (), "beat": "", "following": None}
    told: dict[str, Any] = {
        f"{part}_{name}": one for part in ("scenes", "drawn", "shots") for name, one in nothing.items()
    }
    page = shown(
        tmp_path,
        "parts/story_book.html",
        **told,
        view=view,
        head=head_of(view),
        document=None,
        given=False,
        writing=writing_of(view),
        beside=beside(view),
        asking=(asking,),
        asked={"prompt": "A door.", "words": ""},
        left=None,
        left_paper=(),
        left_url="",
        template_name="",
        alternative_name="",
    )
    assert re.findall(r'<li data-state="(\w+)"', page) == ["done", "now", "ahead", "ahead"]
    assert "story by &lt;sonnet&gt;" in page
    assert "1,234 tokens in" in page
    assert "attempt 2" in page
