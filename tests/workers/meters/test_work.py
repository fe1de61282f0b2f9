"""What of an activity's input and result the meters are told: whose work it is, and how its asset was had."""

from typing import Any

import pytest

from activities.contracts import Answer, AskRequest, Found, Job, JobTicket, LookUp, StageRequest
from activities.kept_work import KeptWork
from infra.telemetry import meters as of_process
from infra.telemetry.meters import Meters
from models.brief import Brief
from models.film.view import FilmResult
from models.orders.assets import Asset, Blob
from models.orders.cast import Choice
from models.orders.requests import ImageRequest, Order
from models.orders.shot_orders import MadeShot
from models.shots.shot_list import Shot
from models.story.plan import ModelChoice
from models.story.records import CallRecord
from providers.kept import Steps
from workers.meters.ends import end_of
from workers.meters.memory import told_memory
from workers.meters.work import Whose, asked_anew, had, whose_work

SHOT = Shot(shot_id="shot_003", shot_number=3, enhanced_prompt="a quay", duration=3)
FLUX = Choice(kind="image", provider="fal/fal-ai/flux/schnell", label="fal", revision="1")
ORDER: Order[ImageRequest] = Order(choice=FLUX, request=ImageRequest(shot=SHOT, width=640, height=360))
MODEL = ModelChoice(vendor="openrouter", model="anthropic/claude-haiku-4.5")
ASK = AskRequest(stage="story", model=MODEL, brief=Brief(prompt="A keeper finds a door."), seconds=10)
ASSET = Asset(blob=Blob(sha256="0" * 64, suffix=".png", size=1), recipe_key="1" * 64)
FOUND = ASSET.model_copy(update={"cached": True})
OF_FAL = Whose("image", "fal")


def job(reference: str = "film/run/3.1-1") -> Job:
    return Job(order=ORDER, reference=reference)


def test_work_is_of_whoever_makes_what_it_is_for() -> None:
    assert whose_work(ORDER) == OF_FAL
    assert whose_work(JobTicket(job=job())) == OF_FAL
    assert whose_work(ASK) == Whose("llm", "openrouter")
    outline = Choice(kind="llm", provider="outline", label="cpu", revision="1")
    assert whose_work(StageRequest(brief=ASK.brief, choice=outline, seconds=10)) == Whose("llm", "outline")
    assert whose_work({"choice": FLUX}) == whose_work(None) == Whose()


def test_a_job_that_is_asked_for_under_another_number_is_asked_for_anew() -> None:
    assert not asked_anew(job())
    assert asked_anew(job("film/run/3.1-2"))


def test_what_was_had_is_made_found_or_shared() -> None:
    ticket = JobTicket(job=job())
    call = CallRecord(stage="story", model=MODEL.name, answered=MODEL.name)
    assert list(had(ORDER, ASSET, "boards.keyframe")) == [(OF_FAL, "made")]
    assert list(had(ORDER, FOUND, "boards.keyframe")) == [(OF_FAL, "found")]
    assert list(had(ticket, FOUND, "jobs.fetch")) == [(OF_FAL, "shared")]
    assert list(had(job(), ticket, "jobs.submit")) == [], "it is on its way"
    assert list(had(job(), ticket.model_copy(update={"state": "found"}), "jobs.submit")) == [
        (OF_FAL, "found")
    ]
    assert list(had(ASK, Answer(call=call), "story.ask")) == [(Whose("llm", "openrouter"), "made")]
    looked = LookUp(keyframes=(ORDER, ORDER))
    assert list(had(looked, Found(keyframes=(FOUND, None)), "assets.look_up")) == [(OF_FAL, "found")]


@pytest.mark.parametrize(
    ("result", "end"),
    [
        (FilmResult(status="finished", title=""), "finished"),
        (
            FilmResult(status="finished with 2 shots missing", title="", missing=("shot_001", "shot_002")),
            "missing",
        ),
        (FilmResult(status="stopped with 1 shot missing", title="", missing=("shot_001",)), "stopped"),
        (FilmResult(status="rejected", title=""), "rejected"),
        (MadeShot(clip=ASSET, conformed=ASSET), "made"),
        (MadeShot(clip=ASSET, missing="The clip cannot be used."), "missing"),
        (MadeShot(stopped=True), "stopped"),
    ],
)
def test_films_and_shots_end_in_one_of_a_few_words(result: object, end: str) -> None:
    assert end_of(result) == end


def test_steps_that_are_done_again_are_counted_once_and_only_where_some_were_lost() -> None:
    half: Any = None
    beats: Any = type("Beats", (), {})()
    for before, first, expected in ((7, 4, [3]), (7, 7, [0]), (0, 0, [])):
        lost: list[int] = []
        kept = KeptWork(half, beats, "shot_001", before, lost.append)
        kept.tell(Steps(doing="waiting for what was broken off"))
        kept.tell(Steps(step=first, steps=20))
        kept.tell(Steps(step=first + 1, steps=20))
        assert lost == expected


def test_the_memory_of_a_card_is_told_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: dict[str, float] = {}

    class Meter:
        def _make(self, name: str, *_: Any) -> Any:
            return type(
                "Gauge",
                (),
                {"set": lambda _, value, labels: shown.update({f"{name} {labels['card']}": value})},
            )()

        create_counter = create_histogram_float = create_gauge_float = _make

    meter: Any = Meter()
    monkeypatch.setattr(of_process, "_meters", Meters(meter))
    told_memory("0", 1.5, 2.0)
    assert shown == {"longtake_vram_used_bytes 0": 1.5 * 2**30, "longtake_vram_peak_bytes 0": 2.0 * 2**30}
