"""A vendor that takes jobs: each is submitted once, and each misbehaviour of the vendor has a named outcome."""

from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from models.brief import Brief
from models.film.view import FilmView
from models.money.dollars import ZERO
from tests.kit.hosted import PRICE, QUOTE, by_vendor, hosted_registry
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendor import Fault, How, read_log
from tests.kit.vendor_process import Vendor, vendor_at


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """The vendor, in a process of its own."""
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@pytest.fixture
async def hosted(server: TemporalServer, vendor: Vendor, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio where everything can come from the vendor, which lists its jobs."""
    async with studio_at(server.address, tmp_path / "home", hosted_registry(vendor.address)) as kit:
        yield kit


def pictures(*words: str) -> Brief:
    """A film whose pictures come from the vendor."""
    return by_vendor(short_shots(*(words or ("a quay", "a boat"))), "image")


def quiet(*words: str) -> Brief:
    """A film without words."""
    brief = short_shots(*words)
    shots = tuple(shot.model_copy(update={"dialogue": ""}) for shot in brief.shots)
    return brief.model_copy(update={"shots": shots})


async def board(kit: StudioKit, brief: Brief, film: str, **options: object) -> FilmView:
    """The film as far as its pictures."""
    return await kit.make(brief, film, stop_at="storyboard", **options)


async def test_everything_of_a_film_can_be_jobs_each_submitted_once(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    view = await hosted.make(by_vendor(short_shots("a quay", "a boat")), film)
    assert view.verdict == "finished"
    assert [job["asked"]["kind"] for job in vendor.accepted].count("image") == 2
    assert sorted(job["asked"]["kind"] for job in vendor.accepted[2:]) == [
        "music",
        "speech",
        "video",
        "video",
    ]
    assert all(job["asked"]["reference"].startswith(f"{film}/") for job in vendor.accepted)
    assert vendor.crimes == []
    assert view.spent == vendor.billed == 6 * PRICE
    assert view.reserved == 0


async def test_what_the_vendor_charged_is_booked_not_what_was_quoted(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    view = await board(hosted, pictures(), film, budget=str(2 * QUOTE))
    assert view.spent == vendor.billed == 2 * PRICE
    assert view.reserved == 0


async def test_a_picture_bought_once_is_not_bought_again(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    await board(hosted, pictures(), film)
    assert (await board(hosted, pictures(), film)).spent == 0
    assert len(vendor.accepted) == 2


async def test_a_submit_that_broke_off_is_found_in_the_vendors_list_and_billed_once(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    broken: list[How] = ["drop-before", "drop-after", "drop-midway", "accept-late", "500-after", "hang"]
    vendor.behave(*(Fault(where="submit", how=how, word=how) for how in broken))
    view = await board(hosted, pictures(*broken), film)
    assert view.verdict == "stopped"
    assert (view.unknown, view.notes) == ((), ())
    assert vendor.crimes == []
    assert sorted(job["asked"]["prompt"] for job in vendor.accepted) == sorted(broken)
    assert view.spent == vendor.billed == len(broken) * PRICE
    assert view.reserved == 0


async def test_what_passes_is_waited_for_and_nothing_is_bought_again(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    faults = (
        Fault(where="submit", how="429", amount=1.5, word="busy for a while"),
        Fault(where="submit", how="429", word="busy"),
        Fault(where="job", how="polls", amount=2, word="slow"),
        Fault(where="poll", how="503", word="poll fails"),
        Fault(where="poll", how="drop-midway", word="poll breaks off"),
        Fault(where="fetch", how="503", word="download fails"),
        Fault(where="fetch", how="cut", word="download breaks off"),
        Fault(where="fetch", how="wrong", word="another file"),
        Fault(where="fetch", how="empty", word="nothing in it"),
    )
    vendor.behave(*faults)
    view = await board(hosted, pictures(*(fault.word for fault in faults)), film)
    assert (view.verdict, view.notes) == ("stopped", ())
    assert vendor.crimes == []
    assert len(vendor.accepted) == len(faults)
    assert view.spent == vendor.billed == len(faults) * PRICE
    for shot in view.shots:
        assert shot.keyframe
        assert hosted.store.open_file(shot.keyframe.blob).read_bytes().startswith(b"\x89PNG")


async def test_what_the_vendor_refuses_or_cannot_make_is_a_missing_shot_and_costs_nothing(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    faults = {
        "account filled up": Fault(where="submit", how="402", word="no money"),
        "VENDOR_KEY": Fault(where="submit", how="401", word="no key"),
        "cannot take the request": Fault(where="submit", how="422", word="no sense"),
        "too many jobs": Fault(where="submit", how="429", amount=3600, word="in an hour"),
        "the machine that made it broke": Fault(where="job", how="fail", word="a bad day"),
    }
    vendor.behave(*faults.values())
    view = await board(hosted, pictures(*(fault.word for fault in faults.values()), "a quay"), film)
    assert view.verdict == "stopped with 5 shots missing"
    for shot, reason in zip(view.missing, faults, strict=True):
        assert shot.missing.startswith("The keyframe could not be drawn: ")
        assert reason in shot.missing
    assert view.spent == vendor.billed == PRICE, "the one that was made"
    assert view.reserved == 0
    assert not view.unknown


async def test_a_vendor_that_breaks_off_again_and_again_and_took_nothing_is_a_missing_shot_and_costs_nothing(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="submit", how="drop-before", times=5, word="a mole"))
    view = await board(hosted, pictures("a mole", "a quay"), film)
    assert view.verdict == "stopped with 1 shot missing"
    assert view.missing[0].missing.startswith("The keyframe could not be drawn: ")
    assert not view.unknown, "nobody is asked: its list says that it took nothing"
    assert view.spent == vendor.billed == PRICE
    assert view.reserved == 0


async def test_a_vendor_that_is_not_there_takes_nothing_and_is_asked_again(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.kill()
    await hosted.begin(pictures("a quay"), film, stop_at="storyboard")
    await hosted.until(film, lambda view: view.reserved == QUOTE)
    vendor.start()
    view = await hosted.until(film, lambda view: view.ended)
    assert view.verdict == "stopped"
    assert view.spent == vendor.billed == PRICE


async def test_a_vendor_that_dies_with_jobs_goes_on_with_them(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="job", how="polls", amount=8, times=2))
    await hosted.begin(pictures(), film, stop_at="storyboard")
    await hosted.until(film, lambda _: len(vendor.accepted) == 2)
    vendor.kill()
    vendor.start()
    view = await hosted.until(film, lambda view: view.ended)
    assert view.verdict == "stopped"
    assert len(vendor.accepted) == 2
    assert view.spent == vendor.billed == 2 * PRICE


async def test_an_overcharge_is_booked_in_full_and_holds_the_film_until_the_budget_is_set(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="job", how="overcharge", amount=3))
    await hosted.begin(by_vendor(quiet("a quay"), "image", "video"), film, approve="auto", budget="10")
    view = await hosted.until(film, lambda view: bool(view.waiting))
    said = "shot_001, keyframe cost $0.12, more than its quote of $0.05"
    assert view.waiting == (
        f"{said}: nothing more is begun until you set the budget: `longtake budget {film} USD`."
    )
    assert f"{said}." in view.notes
    assert view.spent == vendor.billed == 3 * PRICE
    await hosted.client.get_workflow_handle(film).signal("set_budget", {"usd": "10"})
    view = await hosted.until(film, lambda view: view.ended)
    assert view.verdict == "finished"
    assert view.spent == vendor.billed == 4 * PRICE


async def test_two_films_that_want_the_same_at_once_buy_it_once(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="job", how="polls", amount=8, times=2))
    films = [f"{film}-{name}" for name in ("one", "two")]
    for name in films:
        await hosted.begin(pictures(), name, stop_at="storyboard")
    views = [await hosted.until(name, lambda view: view.ended) for name in films]
    assert [view.verdict for view in views] == ["stopped", "stopped"]
    assert all(shot.keyframe for view in views for shot in view.shots)
    assert len(vendor.accepted) == 2
    assert sum(view.spent for view in views) == vendor.billed == 2 * PRICE


async def test_a_job_of_a_film_that_is_cancelled_is_had_by_the_film_that_joined_it(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="job", how="polls", amount=48))
    first, second = f"{film}-one", f"{film}-two"
    await hosted.begin(pictures("a quay"), first, stop_at="storyboard")
    await hosted.until(first, lambda _: len(vendor.accepted) == 1)
    await hosted.begin(pictures("a quay"), second, stop_at="storyboard")
    await hosted.until(second, lambda view: view.stage == "keyframes" and view.reserved > 0)
    await hosted.cancel(first)
    view = await hosted.until(second, lambda view: view.ended)
    assert view.verdict == "stopped"
    assert view.spent == 0
    assert len(vendor.accepted) == 1
    cancelled = await hosted.until(first, lambda view: view.ended)
    assert (cancelled.stage, cancelled.spent, cancelled.reserved) == ("cancelled", QUOTE, ZERO)


async def test_a_job_of_another_film_that_fails_is_asked_for_anew(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="job", how="fail"), Fault(where="job", how="polls", amount=8))
    films = [f"{film}-{name}" for name in ("one", "two")]
    await hosted.begin(pictures("a quay"), films[0], stop_at="storyboard")
    await hosted.until(films[0], lambda _: len(vendor.accepted) == 1)
    await hosted.begin(pictures("a quay"), films[1], stop_at="storyboard")
    view = await hosted.until(films[1], lambda view: view.ended)
    assert view.verdict == "stopped"
    assert view.spent == vendor.billed == PRICE
    assert len(vendor.accepted) == 2


async def test_a_shot_may_name_who_makes_its_picture_and_its_clip_and_only_that_is_the_vendors(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    brief = quiet("a quay", "a boat", "a bell")
    own = [{}, {"image_provider": "vendor"}, {"video_provider": "vendor"}]
    shots = tuple(shot.model_copy(update=named) for shot, named in zip(brief.shots, own, strict=True))
    view = await hosted.make(brief.model_copy(update={"shots": shots}), film, approve="auto")
    assert view.verdict == "finished"
    made = [(job["asked"]["kind"], job["asked"]["prompt"]) for job in vendor.accepted]
    assert sorted(made) == [("image", "a boat"), ("video", "a bell")]
    assert view.spent == vendor.billed == 2 * PRICE
    again = await hosted.make(brief.model_copy(update={"shots": shots}), film, approve="auto")
    assert again.spent == 0


@pytest.mark.parametrize("how", ["402", "401"])
async def test_where_a_vendor_is_not_to_be_had_the_fallback_that_the_brief_names_makes_it_and_that_is_said(
    hosted: StudioKit, vendor: Vendor, film: str, how: How
) -> None:
    vendor.behave(Fault(where="submit", how=how, times=99))
    brief = pictures("a quay", "a boat").model_copy(update={"fallback": {"image": "animatic"}})
    view = await board(hosted, brief, film)
    assert all(shot.keyframe for shot in view.shots)
    assert view.spent == view.reserved == 0
    assert vendor.accepted == []
    assert len([note for note in view.notes if "animatic made it in the place of vendor" in note]) == 2


async def test_what_a_vendor_refuses_or_may_have_taken_is_never_made_by_the_fallback(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(
        Fault(where="submit", how="422", word="a quay"),
        Fault(where="submit", how="drop-after", word="a boat"),
    )
    brief = pictures("a quay", "a boat").model_copy(update={"fallback": {"image": "animatic"}})
    view = await board(hosted, brief, film)
    quay, boat = view.shots
    assert quay.keyframe is None
    assert boat.keyframe is not None
    assert view.spent == vendor.billed == PRICE, "it was found in the vendor's list"


@pytest.mark.parametrize(
    ("options", "most"), [({}, 3), ({"at_once": {"vendor_jobs": 1}}, 1), ({"at_once": {"vendor_jobs": 7}}, 7)]
)
async def test_of_one_film_only_so_much_is_at_vendors_at_once_and_offline_work_is_not_held_up(
    hosted: StudioKit, vendor: Vendor, film: str, options: dict[str, dict[str, int]], most: int
) -> None:
    looks = most + 1  # the first job is not over before the last that fits is asked for
    vendor.behave(Fault(where="job", how="polls", amount=looks, times=99))
    await board(hosted, pictures(*(f"picture {number}" for number in range(8))), film, **options)
    there, seen = dict[str, int](), 0
    for line in read_log(vendor.folder):
        if line["did"] == "accept":
            there[line["id"]] = 0
        elif line["did"] == "poll":
            there[line["id"]] += 1
            if there[line["id"]] == looks:
                del there[line["id"]]
        seen = max(seen, len(there))
    assert seen == most


@pytest.mark.parametrize(
    ("how", "booked"), [("fail", ZERO), ("fail-billed", PRICE), ("fail-perhaps", QUOTE), ("refuse", PRICE)]
)
async def test_a_job_that_failed_costs_what_the_vendor_bills_for_it_and_its_quote_where_nobody_says(
    hosted: StudioKit, vendor: Vendor, film: str, how: How, booked: Decimal
) -> None:
    vendor.behave(Fault(where="job", how=how, word="a quay"), Fault(where="job", how=how, word="Music"))
    view = await board(hosted, pictures("a quay", "a boat"), film)
    assert view.spent == PRICE + booked
    assert view.reserved == 0
    failed, drawn = view.shots
    assert drawn.keyframe is not None
    assert failed.keyframe is None
    assert ("It is billed" in failed.missing) == bool(booked), failed.missing
    assert len(vendor.accepted) == 2, "nothing is asked for again"


async def test_a_clip_and_a_voice_that_failed_are_booked_as_they_are_billed(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    brief = by_vendor(short_shots("a quay", "a boat"), "video", "speech")
    spoken = next(shot for shot in brief.shots if shot.dialogue)
    vendor.behave(
        Fault(where="job", how="fail-billed", word=spoken.dialogue),
        Fault(where="job", how="refuse", word="a boat"),
    )
    view = await hosted.make(brief, film)
    assert view.verdict == "finished with 1 shot missing"
    assert view.spent == vendor.billed == 3 * PRICE
    assert view.reserved == 0
    assert "It is billed: $0.04." in view.shots[1].missing


async def test_the_budget_holds_at_every_moment_while_jobs_fail_break_off_and_are_tried_again(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    budget = Decimal("0.30")
    vendor.behave(
        *(Fault(where="job", how="fail", word=word) for word in ("picture 1",)),
        Fault(where="job", how="overcharge", word="picture 3", amount=1.25),
        breaks=0.15,
        seed=5,
    )
    brief = by_vendor(quiet(*(f"picture {number}" for number in range(5))), "image", "video")
    await hosted.begin(brief, film, approve="auto", budget=str(budget))
    seen: list[FilmView] = []

    def stands(view: FilmView) -> bool:
        seen.append(view)
        assert vendor.billed <= budget
        return view.ended or (bool(view.needs) and view.reserved == 0)

    view = await hosted.until(film, stands, within_s=120)
    assert len(seen) > 20
    assert all(view.spent + view.reserved <= budget for view in seen)
    assert all(one.spent <= next_.spent for one, next_ in pairwise(seen))
    assert view.spent == vendor.billed
    assert vendor.crimes == []
    assert "The budget is used up" in view.waiting
