"""Stories written by models: an obedient one over a socket, and its many failures."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from activities.casting.story_plan import plan_story
from activities.story.prompts.tables import estimate_tokens
from models.brief import Brief
from models.cut.lengths import card_seconds
from models.film.decisions import Decision
from models.film.view import FilmView
from models.subjects.subject import Subject
from tests.kit.house_models import KEY, write_models
from tests.kit.llm_server import Answer, LlmServer, cut, error, llm_server, raw, said
from tests.kit.obedient import good, obedient
from tests.kit.studio import StudioKit, studio_at
from workers.language_models import chat_desk

BRIEF = Brief(
    prompt="A lighthouse keeper finds a door in the sea",
    seconds=20,
    profile="local",
    casting={"llm": "house"},
)

MANY = tuple(Subject(name=f"Extra {number}", description="a wool coat, " * 200) for number in range(60))


@asynccontextmanager
async def written(
    address: str, home: Path, script: Callable[[dict[str, Any]], Answer], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[StudioKit, LlmServer]]:
    """A studio whose route `house` asks the script."""
    monkeypatch.setenv("STUDIO_API_KEY", KEY)
    with llm_server(script, key=KEY, bounded=True) as server:
        write_models(home, server.base_url)
        async with studio_at(address, home) as studio:
            yield studio, server


def stages(view: FilmView) -> list[tuple[str, str]]:
    return [(record.stage, record.writer) for record in view.writing]


async def story_of(studio: StudioKit, film_id: str, brief: Brief = BRIEF, **options: object) -> FilmView:
    return await studio.make(brief, film_id, stop_at="story", **options)


async def test_four_stages_by_a_model_cost_what_their_tokens_cost(address, tmp_path, monkeypatch) -> None:
    async with written(address, tmp_path, good, monkeypatch) as (studio, server):
        view = await story_of(studio, "four-stages")
        assert [stage for stage, _ in stages(view)] == ["template", "story", "scenes", "visuals"]
        assert len(server.calls) == 4
        assert view.spent == 4 * (Decimal(1000) + 5 * Decimal(500)) / 1_000_000
        assert view.notes == ()
        assert all(shot.shot.characters for shot in view.shots)


async def test_the_same_brief_again_is_not_paid_again(address, tmp_path, monkeypatch) -> None:
    async with written(address, tmp_path, good, monkeypatch) as (studio, server):
        first = await story_of(studio, "twice")
        again = await story_of(studio, "twice")
        assert len(server.calls) == 4
        assert again.spent == 0
        assert [shot.shot for shot in again.shots] == [shot.shot for shot in first.shots]
        fresh = await story_of(studio, "twice", use_cache=False)
        assert len(server.calls) == 8
        assert fresh.spent == first.spent


async def test_no_template_chosen_is_aida_and_the_film_says_so(address, tmp_path, monkeypatch) -> None:
    def script(body: dict[str, Any]) -> Answer:
        return error(404, "model gone") if "selected_template" in json.dumps(body) else good(body)

    async with written(address, tmp_path, script, monkeypatch) as (studio, _):
        view = await story_of(studio, "no-template")
        assert any("AIDA" in note for note in view.notes)
        assert [stage for stage, writer in stages(view) if writer] == ["story", "scenes", "visuals"]


async def test_an_answer_that_cannot_be_read_is_repaired_once_by_the_cheap_model(
    address, tmp_path, monkeypatch
) -> None:
    def script(body: dict[str, Any]) -> Answer:
        if body["model"] == "good" and "logline" in json.dumps(body):
            return said(
                '{"story_title": ["not", {"a": "title"}]}',
                model="good",
                prompt_tokens=10,
                completion_tokens=10,
            )
        return good(body)

    async with written(address, tmp_path, script, monkeypatch) as (studio, server):
        view = await story_of(studio, "repaired")
        story = next(record for record in view.writing if record.stage == "story")
        assert [(call.model, call.purpose, call.outcome) for call in story.calls] == [
            ("studio/good", "draft", "wrong-shape"),
            ("studio/mender", "repair", "ok"),
        ]
        repair = next(call for call in server.calls if call["model"] == "mender")
        assert "story_title" in json.dumps(repair["messages"])
        assert story.writer == "studio/mender"


async def test_a_model_that_is_gone_is_followed_by_the_next(address, tmp_path, monkeypatch) -> None:
    def script(body: dict[str, Any]) -> Answer:
        return error(404, "no such model") if body["model"] == "good" else good(body)

    async with written(address, tmp_path, script, monkeypatch) as (studio, _):
        view = await story_of(studio, "next-model")
        assert {writer for stage, writer in stages(view) if stage != "template"} == {"studio/spare"}
        assert all("no such model" in record.fell_back for record in view.writing)


async def test_four_stages_that_fail_become_one_call(address, tmp_path, monkeypatch) -> None:
    def script(body: dict[str, Any]) -> Answer:
        name = json.dumps(body)
        if "duration_seconds" in name and "story_title" not in json.dumps(body["response_format"]):
            return said("I'm sorry, I can't help with that.", model=body["model"])
        return good(body)

    async with written(address, tmp_path, script, monkeypatch) as (studio, _):
        view = await story_of(studio, "one-call")
        assert any("one call" in note for note in view.notes)
        assert stages(view)[-1] == ("single", "studio/good")
        scenes = next(record for record in view.writing if record.stage == "scenes")
        assert {call.outcome for call in scenes.calls} == {"refused"}


async def test_when_no_model_can_write_the_offline_writer_does(address, tmp_path, monkeypatch) -> None:
    def script(body: dict[str, Any]) -> Answer:
        return said("", model=body["model"], prompt_tokens=7)

    async with written(address, tmp_path, script, monkeypatch) as (studio, _):
        view = await story_of(studio, "offline")
        assert view.shots
        assert stages(view)[-1] == ("story", "outline")
        assert any("offline outline writer" in note for note in view.notes)
        assert {call.outcome for record in view.writing for call in record.calls} == {"empty"}


async def test_a_lost_reply_is_booked_at_its_quote_and_counts_as_a_paid_call(
    address, tmp_path, monkeypatch
) -> None:
    def script(body: dict[str, Any]) -> Answer:
        return cut() if "logline" in json.dumps(body["response_format"]) else good(body)

    async with written(address, tmp_path, script, monkeypatch) as (studio, server):
        view = await story_of(studio, "lost", BRIEF.model_copy(update={"template": "aida"}))
        story = next(record for record in view.writing if record.stage == "story")
        assert [call.outcome for call in story.calls] == ["UnknownOutcome"] * 4
        assert all(call.lost and call.cost > 0 for call in story.calls)
        lost = [call for call in server.calls if "logline" in json.dumps(call["response_format"])]
        assert len(lost) == 8, "four of the story, four of the single call"
        assert view.spent == sum(call.cost for record in view.writing for call in record.calls)
        assert view.shots


async def test_a_busy_vendor_is_waited_for_as_long_as_it_asks(address, tmp_path, monkeypatch) -> None:
    refused: list[str] = []

    def script(body: dict[str, Any]) -> Answer:
        if not refused:
            refused.append("once")
            return error(429, "slow down", headers={"Retry-After": "1"})
        return good(body)

    async with written(address, tmp_path, script, monkeypatch) as (studio, server):
        view = await story_of(studio, "busy")
        assert [call.outcome for call in view.writing[0].calls] == ["RateLimited", "ok"]
        assert len(server.calls) == 5


@pytest.mark.parametrize("status", [401, 402])
async def test_a_refused_key_or_an_empty_account_stops_the_film_with_one_sentence_and_the_key_is_nowhere(
    address, tmp_path, monkeypatch, status
) -> None:
    def script(body: dict[str, Any]) -> Answer:
        return error(status, f"Not with this API key: {KEY}")

    async with written(address, tmp_path, script, monkeypatch) as (studio, server):
        film = f"refused-{status}"
        await studio.start_and_fail(BRIEF, film)
        view = await studio.view(film)
        assert view.stage == "failed"
        assert str(status) in view.reason
        assert len(server.calls) == 1, "a vendor that refuses the key is not asked again"
        for workflow_id in (film, await studio.part(film, "story")):
            history = await studio.client.get_workflow_handle(workflow_id).fetch_history()
            assert KEY not in history.to_json()
        stored = [path.read_bytes() for path in (tmp_path / "assets").rglob("*") if path.is_file()]
        assert all(KEY.encode() not in content for content in stored)


async def test_a_long_story_is_compressed_broken_down_and_shot_scene_by_scene(
    address, tmp_path, monkeypatch
) -> None:
    text = "\n\n".join(
        f"Mara the keeper climbed the stair on night {n}, and the sea below the tower was quiet."
        for n in range(400)
    )
    brief = Brief(story=text, seconds=60, casting={"llm": "house"})
    async with written(address, tmp_path, good, monkeypatch) as (studio, _):
        view = await story_of(studio, "long", brief, story_parallel=True)
        names = [stage for stage, _ in stages(view)]
        assert names.count("compress") >= 2
        assert names.count("breakdown") == 1
        assert names.count("shots") >= 2
        assert [shot.shot.shot_number for shot in view.shots] == list(range(1, len(view.shots) + 1))
        (note,) = view.notes
        assert "of the text's 400 sentences 400 may be left out" in note, "the model tells something else"


async def test_a_story_that_is_too_dear_is_written_offline_after_a_recast(
    address, tmp_path, monkeypatch
) -> None:
    async with written(address, tmp_path, good, monkeypatch) as (studio, server):
        await studio.begin(BRIEF, "too-dear", approve="auto", stop_at="story", budget="0")
        view = await studio.until("too-dear", lambda view: bool(view.needs))
        assert "`longtake recast too-dear --profile" in view.waiting
        await studio.decide("too-dear", Decision(kind="recast", profile="local", shots=("1",)))
        await studio.decide("too-dear", Decision(kind="recast", profile="local"))
        view = await studio.until("too-dear", lambda view: view.ended)
        assert [record.accepted for record in view.decisions] == [False, True]
        assert view.decisions[0].reason.startswith("There are no shots yet")
        assert (view.verdict, view.spent, len(server.calls)) == ("stopped", Decimal(0), 0)
        assert view.shots


async def test_the_models_wait_for_the_budget(address, tmp_path, monkeypatch) -> None:
    async with written(address, tmp_path, good, monkeypatch) as (studio, server):
        await studio.begin(BRIEF, "poor", budget="0.001", stop_at="story")
        view = await studio.until("poor", lambda view: bool(view.waiting))
        assert "the story needs" in view.waiting
        assert server.calls == []
        await studio.client.get_workflow_handle("poor").signal("set_budget", {"usd": 50})
        await asyncio.wait_for(studio.client.get_workflow_handle("poor").result(), 60)
        assert (await studio.view("poor")).spent > 0


def of_the_story(body: dict[str, Any]) -> bool:
    return "logline" in json.dumps(body.get("response_format", {})) and "shots" not in json.dumps(
        body.get("response_format", {})
    )


def fenced(body: dict[str, Any]) -> Answer:
    return said(f"Sure! Here it is:\n```json\n{obedient(body)}\n```\nEnjoy.", model=body["model"])


def half(body: dict[str, Any]) -> Answer:
    text = obedient(body)
    return said(text[: len(text) // 2], model=body["model"], finish="length")


MISBEHAVIOUR: dict[str, tuple[Callable[[dict[str, Any]], Answer], str]] = {
    "404": (lambda _: error(404, "model gone"), "InvalidRequest"),
    "408": (lambda _: error(408, "too slow"), "Transient"),
    "429": (lambda _: error(429, "busy"), "RateLimited"),
    "429 for an hour": (lambda _: error(429, "busy", headers={"Retry-After": "3600"}), "RateLimited"),
    "500": (lambda _: error(500, "oh"), "Transient"),
    "502": (lambda _: error(502, "bad gateway"), "Transient"),
    "cut": (lambda _: cut(), "UnknownOutcome"),
    "an error in a 200": (
        lambda _: raw(b'{"error": {"code": 502, "message": "the provider is down"}}'),
        "Transient",
    ),
    "truncated": (half, "truncated"),
    "fenced": (fenced, "ok"),
    "wrong types": (lambda body: said('{"story_title": {"a": []}}', model=body["model"]), "wrong-shape"),
    "prose": (lambda body: said("A keeper, a door. That is all.", model=body["model"]), "no-json"),
    "refusal": (lambda body: said("I'm sorry, but I can't help with that.", model=body["model"]), "refused"),
    "empty": (lambda body: said("", model=body["model"]), "empty"),
    "5 MB": (lambda body: said("word " * 1_000_000, model=body["model"]), "too-long"),
    "not UTF-8": (lambda _: raw(b'{"choices": [{"message": {"content": "\xff\xfe"}}]}'), "not-utf8"),
}


@pytest.mark.parametrize("case", MISBEHAVIOUR)
async def test_whatever_a_vendor_does_once_has_a_name_and_the_story_is_written(
    address, tmp_path, monkeypatch, case
) -> None:
    misbehave, outcome = MISBEHAVIOUR[case]
    done: list[bool] = []

    def script(body: dict[str, Any]) -> Answer:
        if of_the_story(body) and not done:
            done.append(True)
            return misbehave(body)
        return good(body)

    brief = BRIEF.model_copy(update={"template": "aida"})
    async with written(address, tmp_path, script, monkeypatch) as (studio, _):
        view = await story_of(studio, f"once-{case.replace(' ', '-')}", brief)
    story = view.writing[0]
    assert story.calls[0].outcome == outcome
    assert view.shots
    assert story.writer.startswith("studio/")
    assert view.notes == ()


@pytest.mark.parametrize("case", ["too few", "too long"])
async def test_scenes_that_cannot_be_filmed_are_repaired(address, tmp_path, monkeypatch, case) -> None:
    def script(body: dict[str, Any]) -> Answer:
        answer = json.loads(obedient(body))
        if body["model"] == "good" and "scenes" in answer and "action" in answer["scenes"][0]:
            if case == "too few":
                answer["scenes"] = answer["scenes"][:1]
            for scene in answer["scenes"]:
                scene["duration_seconds"] = 900
        return said(json.dumps(answer), model=body["model"])

    async with written(address, tmp_path, script, monkeypatch) as (studio, _):
        view = await story_of(studio, f"scenes-{case.replace(' ', '-')}")
    scenes = next(record for record in view.writing if record.stage == "scenes")
    assert scenes.calls[0].outcome == ("not-sound" if case == "too few" else "ok")
    assert round(sum(shot.shot.duration for shot in view.shots) * 24) == round(
        24 * (20 - sum(card_seconds(20)))
    )
    assert all(3 <= shot.shot.duration <= 7 for shot in view.shots)


async def test_no_call_asks_or_costs_more_than_it_was_quoted_for(address, tmp_path, monkeypatch) -> None:
    async with written(address, tmp_path, good, monkeypatch) as (studio, server):
        desk = chat_desk(studio.settings)
        for film_id, brief in (
            ("bounds", BRIEF),
            ("bounds-single", BRIEF.model_copy(update={"story_mode": "single-stage"})),
            ("bounds-given", BRIEF.model_copy(update={"prompt": "Extra 7 waits", "subjects": MANY})),
        ):
            plan = plan_story(brief, "house", desk)
            view = await story_of(studio, film_id, brief)
            bodies = iter(server.calls)
            for record in view.writing:
                route = plan.route(record.stage)
                assert route is not None
                asked = estimate_tokens(json.dumps(next(bodies)))
                assert asked < route.models[0].input_tokens, record.stage
                assert all(call.cost <= route.models[0].quote for call in record.calls)
            assert view.spent <= plan.quote
            server.calls.clear()
