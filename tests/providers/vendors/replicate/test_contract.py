"""Replicate, by its double: every model of the table takes what is sent, gives what was asked for, and bills what is booked."""

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from models.errors import BadInput, InvalidRequest, Unauthorised
from models.orders.requests import ImageRequest
from providers.jobs import Hosted, JobState, Notifying, Overseeing
from providers.vendors.callbacks import Callbacks, check_mark
from providers.vendors.endpoints.endpoint import Endpoint
from providers.vendors.endpoints.table import Endpoints, checked_price
from providers.vendors.replicate import predictions
from providers.vendors.replicate.adapter import ReplicateImages
from tests.kit.vendors.contract import (
    Pictures,
    client_of,
    completed,
    cost_of,
    ended,
    image_request,
    shot,
)
from tests.kit.vendors.manners import Behaviour, Fault, billed
from tests.kit.vendors.replicate import FAILS_AFTER_S, Replicate, signed
from tests.kit.vendors.replicate_models import MODELS, RUNS_S, VERSIONS

TABLE = [one for one in Endpoints.load().of("image") if one.vendor == "replicate"]
OWN = """
[endpoints."replicate/somebody/sketches"]
kind = "image"
prompt = "text"
seed = "seed"
size = { ratio = "shape", ratios = ["16:9", "1:1"] }
price = { unit = "second", usd = 0.000725 }
options = { run_s = 20 }

[endpoints."replicate/somebody/drafts"]
kind = "image"
with_references = "google/nano-banana"
price = { unit = "second", usd = 0.000725 }

[prices."replicate/somebody/plain"]
unit = "image"
usd = 0.01
"""


@pytest.fixture
def replicate(tmp_path: Path) -> Iterator[Replicate]:
    with Replicate(tmp_path / "replicate") as double:
        yield double


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def adapter(replicate: Replicate, endpoint: Endpoint | None) -> ReplicateImages:
    assert endpoint is not None
    return ReplicateImages(client_of("replicate", replicate.api), checked_price(endpoint))


def named(name: str, own: Path | None = None) -> Endpoint:
    found = Endpoints.load(own).find("image", f"replicate/{name}")
    assert found is not None
    return found


def asked(replicate: Replicate) -> dict[str, Any]:
    (job,) = replicate.books.jobs.values()
    return dict(job["asked"])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "models.toml"
    path.write_text(OWN)
    return path


@pytest.mark.parametrize("endpoint", TABLE, ids=lambda one: one.id)
def test_a_picture_comes_of_every_model_with_as_many_references_as_it_takes(
    replicate: Replicate, pictures: Pictures, tmp_path: Path, endpoint: Endpoint
):
    maker = adapter(replicate, endpoint)
    most = maker.references.most if maker.references else 0
    request = image_request(pictures, most, seed=11)
    assert maker.cannot(request) == ""
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert billed(replicate.folder) == cost_of(maker, request, rendered) == maker.quote(request).usd
    with Image.open(rendered.path) as image:
        assert abs(image.width / image.height - 16 / 9) < 0.05
    sent = asked(replicate)
    assert all(f"Person {n} is the woman from image {n}." in sent["prompt"] for n in range(1, most + 1))
    assert replicate.books.crimes == []


@pytest.mark.parametrize(
    "endpoint",
    [one for one in TABLE if one.references and not one.references.required],
    ids=lambda one: one.id,
)
def test_a_model_that_takes_references_makes_pictures_without_one(
    replicate: Replicate, pictures: Pictures, tmp_path: Path, endpoint: Endpoint
):
    maker = adapter(replicate, endpoint)
    request = image_request(pictures, width=2048, height=2048)
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert endpoint.references and endpoint.references.field not in asked(replicate)
    assert billed(replicate.folder) == cost_of(maker, request, rendered)


def test_any_model_is_asked_by_name_with_its_prompt_alone_once_it_has_a_price(
    replicate: Replicate, pictures: Pictures, tmp_path: Path, own: Path
):
    with pytest.raises(BadInput, match=r'There is no price for replicate/somebody/plain: add \[prices."repl'):
        adapter(replicate, named("somebody/plain"))
    maker = adapter(replicate, named("somebody/plain", own))
    request = image_request(pictures, seed=4)
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert list(asked(replicate)) == ["prompt"]
    assert billed(replicate.folder) == cost_of(maker, request, rendered) == Decimal("0.01")
    said = " ".join(maker.cautions(request))
    assert "takes no seed" in said and "is told no size" in said
    assert "takes no reference pictures" in maker.cannot(image_request(pictures, 1))


def test_a_persons_own_entry_says_what_a_model_takes_and_seconds_are_booked_as_they_ran(
    replicate: Replicate, pictures: Pictures, tmp_path: Path, own: Path
):
    maker = adapter(replicate, named("somebody/sketches", own))
    request = image_request(pictures, seed=4)
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert asked(replicate) == {"text": request.shot.enhanced_prompt, "shape": "16:9", "seed": 4}
    assert maker.quote(request).usd == Decimal("0.0145"), "twenty seconds"
    assert billed(replicate.folder) == rendered.cost == Decimal("0.000725") * RUNS_S
    assert "20 s are quoted, and what it runs is booked" in " ".join(maker.cautions(request))


def test_of_a_pair_each_model_is_booked_as_it_is_paid(
    replicate: Replicate, pictures: Pictures, tmp_path: Path, own: Path
):
    maker = adapter(replicate, named("somebody/drafts", own))
    for count, usd in ((0, "0.0010875"), (2, "0.039")):
        before = billed(replicate.folder)
        request = image_request(pictures, count)
        rendered = completed(maker, request, pictures, tmp_path / f"made-{count}")
        assert cost_of(maker, request, rendered) == billed(replicate.folder) - before == Decimal(usd)
    assert maker.quote(image_request(pictures)).usd == Decimal("0.0435"), "a minute, as nobody said otherwise"


@pytest.mark.parametrize(
    ("how", "usd"),
    [("fail", FAILS_AFTER_S), ("refuse", FAILS_AFTER_S), ("canceled", FAILS_AFTER_S), ("aborted", 0)],
)
def test_of_a_model_that_is_paid_by_the_second_a_failed_job_costs_what_it_ran(
    replicate: Replicate, pictures: Pictures, own: Path, how: Any, usd: Decimal
):
    replicate.behave(Behaviour(faults=(Fault(where="job", how=how),)))
    maker = adapter(replicate, named("somebody/sketches", own))
    state = ended(maker, maker.submit(image_request(pictures), pictures.file, "film/shot_001/1"))
    assert (state.status, state.moderated) == ("failed", how == "refuse")
    assert state.cost == billed(replicate.folder) == Decimal("0.000725") * usd


def test_a_model_is_asked_by_its_version_where_its_name_has_one(
    replicate: Replicate, pictures: Pictures, tmp_path: Path
):
    version = next(key for key, name in VERSIONS.items() if name == "somebody/plain")
    endpoint = named(f"somebody/plain:{version}")
    maker = adapter(replicate, endpoint.model_copy(update={"price": named("google/nano-banana").price}))
    assert completed(maker, image_request(pictures), pictures, tmp_path / "made").path.exists()


def test_a_model_that_is_not_there_is_asked_nothing(replicate: Replicate, pictures: Pictures):
    maker = adapter(replicate, named("google/nano-banana").model_copy(update={"id": "nobody/nothing"}))
    with pytest.raises(InvalidRequest, match=r"nobody/nothing, 404"):
        maker.submit(image_request(pictures), pictures.file, "film/shot_001/1")
    assert replicate.books.jobs == {}


def test_what_a_model_cannot_do_is_said_before_anything_is_sent(replicate: Replicate, pictures: Pictures):
    kontext = adapter(replicate, named("black-forest-labs/flux-kontext-pro"))
    assert "takes at most 1 reference pictures, and 2 are given" in kontext.cannot(image_request(pictures, 2))
    wide = image_request(pictures, width=2000, height=500)
    assert "gives pictures of 1:1, 16:9" in kontext.cannot(wide)
    edit = adapter(replicate, named("qwen/qwen-image-edit-plus"))
    assert "needs a reference picture" in edit.cannot(image_request(pictures))
    banana = adapter(replicate, named("google/nano-banana-pro"))
    told = " ".join(banana.cautions(image_request(pictures, seed=3, shot=shot(negative_prompt="rain"))))
    assert "takes no seed" in told and "takes no negative prompt" in told
    assert replicate.books.jobs == {}


def test_another_process_goes_on_with_nothing_but_the_jobs_id(
    replicate: Replicate, pictures: Pictures, tmp_path: Path
):
    replicate.behave(Behaviour(polls=3))
    endpoint = named("black-forest-labs/flux-dev")
    request: ImageRequest = image_request(pictures)
    job_id = adapter(replicate, endpoint).submit(request, pictures.file, "film/shot_001/1")
    seen = []
    other: Hosted[Any] = adapter(replicate, endpoint)
    while (state := other.poll(job_id)).status not in ("done", "failed"):
        seen.append(state.status)
    assert seen == ["queued", "running"]
    assert other.fetch(job_id, tmp_path).path.suffix == ".png"
    assert replicate.books.did["take"] == 1


def test_the_address_to_call_back_carries_our_name_for_the_job_and_its_mark(
    replicate: Replicate, pictures: Pictures
):
    maker = adapter(replicate, named("black-forest-labs/flux-schnell"))
    maker.submit(image_request(pictures), pictures.file, "film/shot_001/1")
    (job,) = replicate.books.jobs.values()
    address, _, mark = job["hook"].partition("&mark=")
    assert address == "https://hooks.example/jobs/replicate?reference=film%2Fshot_001%2F1"
    check_mark("replicate", "film/shot_001/1", mark, maker.mark_key)
    assert job["events"] == ["start", "completed"]


@pytest.mark.parametrize("address", ["", "http://hooks.example"])
def test_without_an_address_that_replicate_would_call_nothing_is_said_of_notices(
    replicate: Replicate, pictures: Pictures, address: str
):
    maker = adapter(replicate, named("black-forest-labs/flux-schnell"))
    maker.client.callbacks = Callbacks(address)
    maker.submit(image_request(pictures), pictures.file, "film/shot_001/1")
    (job,) = replicate.books.jobs.values()
    assert (job["hook"], job["events"]) == ("", [])
    assert maker.hears == address.startswith("https"), "what is lost is not waited for in vain"


def test_a_notice_is_believed_only_with_the_accounts_own_secret_and_only_for_five_minutes(
    replicate: Replicate,
):
    maker = adapter(replicate, named("black-forest-labs/flux-schnell"))
    assert isinstance(maker, Notifying)
    body, now = b'{"id": "rep1", "status": "starting"}', time.time()
    right = signed(body, "msg_1", now)
    told = maker.read_notice(right, body)
    assert (told.job_id, told.over) == ("rep1", False)
    done = body.replace(b"starting", b"succeeded")
    assert maker.read_notice(signed(done, "msg_1", now), done).over
    for late in (now - 400, now + 400):
        with pytest.raises(Unauthorised, match="more than five minutes ago"):
            maker.read_notice(signed(body, "msg_1", late), body)
    wrong: list[dict[str, str]] = [
        {},
        {**right, "webhook-id": "msg_2"},
        {**right, "webhook-timestamp": "soon"},
        {**right, "webhook-timestamp": str(int(now) - 1)},
        {**right, "webhook-signature": right["webhook-signature"].replace("v1,", "v2,")},
        signed(body, "msg_1", now, b"another secret"),
    ]
    for headers in wrong:
        with pytest.raises(Unauthorised, match="did not sign"):
            maker.read_notice(headers, body)
    with pytest.raises(Unauthorised, match="did not sign"):
        maker.read_notice(right, body.replace(b"rep1", b"rep2"))
    strange = b"[1]"
    with pytest.raises(InvalidRequest, match="cannot be read"):
        maker.read_notice(signed(strange, "msg_1", now), strange)


def test_every_model_of_the_table_is_known_to_the_double_and_its_price_has_a_date_and_a_source():
    assert {one.id for one in TABLE} == {name for name in MODELS if not name.startswith("somebody/")}
    assert all(one.price is not None and one.price.as_of and one.price.source for one in TABLE)


def test_of_many_predictions_the_list_says_which_are_on_their_way_and_the_rest_are_looked_at(
    replicate: Replicate, pictures: Pictures
) -> None:
    provider = adapter(replicate, named("black-forest-labs/flux-schnell"))
    assert isinstance(provider, Overseeing)
    replicate.behave(Behaviour(polls=3))
    jobs = [
        provider.submit(
            image_request(pictures, shot=shot(f"picture {number}")), pictures.file, f"film/{number}"
        )
        for number in range(5)
    ]
    told = provider.oversee(set(jobs[:4]))
    assert told == dict.fromkeys(jobs[:4], JobState(status="queued"))
    assert replicate.books.did["list"] == 2, "two pages of three"
    assert provider.oversee({jobs[-1]}) == {jobs[-1]: JobState(status="running")}
    assert replicate.books.did["list"] == 3, "no further than it is needed"
    ended(provider, jobs[0])
    assert provider.oversee({jobs[0], "elsewhere"}) == {}, "its end, and what is not there, is looked at"


def test_a_list_that_is_too_long_or_none_says_of_no_prediction_where_it_is(
    replicate: Replicate, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = adapter(replicate, named("black-forest-labs/flux-schnell"))
    job = provider.submit(image_request(pictures), pictures.file, "film/1")
    monkeypatch.setattr(predictions, "_MOST_PAGE_BYTES", 100)
    with pytest.raises(InvalidRequest, match="is not read to its end"):
        provider.oversee({job})
