"""Two tenants of one worker process, one server, one database, one bucket and one vendor: what is one's, the other never has."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
from sqlalchemy import select
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.common import RawValue

from infra.database.database import open_database
from infra.database.tables import metadata
from infra.engine.server import TemporalServer
from infra.payloads.converter import DRIVER, data_converter
from infra.payloads.encryption import EncryptionCodec
from infra.payloads.keys import read_keys
from library.briefs import put_aside
from models.errors import CorruptAsset
from models.film.decisions import Decision
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.orders.assets import Blob
from tests.kit.databases import PostgresServer
from tests.kit.deploys import until_true
from tests.kit.object_stores import ObjectServer
from tests.kit.studio import StudioKit, short_shots
from tests.kit.tenants import KEYS, NAMES, NOWHERE, Estate, estate_at, pictures
from tests.kit.typed import typist
from tests.kit.vendors.manners import Behaviour

pytestmark = pytest.mark.ops

FILM = pictures("a quay", "a boat")


@pytest.fixture(scope="module")
async def estate(
    server: TemporalServer,
    postgres: PostgresServer,
    object_server: ObjectServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Estate]:
    folder = tmp_path_factory.mktemp("estate")
    async with estate_at(folder, server.address, postgres, object_server) as estate:
        yield estate


@pytest.fixture(scope="module")
async def films(estate: Estate) -> list[FilmView]:
    """The same brief, made by both at once."""
    before = estate.vendor.paid_by()
    made: list[FilmView] = await estate.both(lambda studio: studio.make(FILM))
    assert estate.vendor.paid_by() - before == Counter(acme=2, globex=2)
    assert [film.stage for film in made] == ["finished", "finished"]
    return made


def rows(studio: StudioKit, table: str) -> list[tuple[object, ...]]:
    with closing(open_database(studio.settings.database_url)) as database:
        return database.read(
            lambda connection: [tuple(row) for row in connection.execute(select(metadata.tables[table]))]
        )


async def test_the_same_brief_is_two_films_and_each_is_made_and_paid_for_by_its_own(
    estate: Estate, films: list[FilmView]
) -> None:
    acme, globex = films
    assert acme.film_id != globex.film_id  # each with the secret of its own keys
    assert acme.spent == globex.spent > 0
    for studio, film, other in ((estate.acme, acme, globex), (estate.globex, globex, acme)):
        holding = {name for name in metadata.tables if film.film_id in repr(rows(studio, name))}
        assert {"events", "asset_uses", "ledger", "film_states", "shot_states"} <= holding, holding
        assert not [name for name in metadata.tables if other.film_id in repr(rows(studio, name))]


async def test_a_shot_that_was_made_is_found_again_by_its_own_tenant_alone(
    estate: Estate, films: list[FilmView]
) -> None:
    before = estate.vendor.paid_by()
    again = await estate.acme.make(FILM, "acme-again")
    assert again.spent == 0
    await estate.globex.make(pictures("a quay", "a gull"), "globex-new")
    assert estate.vendor.paid_by() - before == Counter(globex=1)


async def test_lists_ledgers_films_and_subjects_of_one_are_unknown_to_the_other(
    estate: Estate, films: list[FilmView], capsys: pytest.CaptureFixture[str]
) -> None:
    acme, globex = films
    await estate.acme.make(short_shots("a quay"), "acme-only")
    listed = [[one.film_id for one in await estate.of[name].films()] for name in NAMES]
    assert {acme.film_id, "acme-only"} <= set(listed[0])
    assert globex.film_id in listed[1]
    assert not {acme.film_id, "acme-only"} & set(listed[1])
    typed = typist(capsys)
    assert (
        "`longtake --tenant globex list`"
        in (await typed("--tenant", "globex", "status", "nobody", code=2)).err
    )
    await typed("--tenant", "acme", "subjects", "save", "acme-only", "Mara")
    assert "Mara" in (await typed("--tenant", "acme", "subjects", "list")).out
    for refused in (
        ("status", "acme-only"),
        ("comments", "acme-only"),
        ("fetch", "acme-only"),
        ("approve", "acme-only"),
        ("retake", "acme-only", "1"),
        ("subjects", "show", "Mara"),
        ("make", "Mara on a quay", "--subject", "Mara", "--approve", "auto"),
    ):
        said = await typed("--tenant", "globex", *refused, code=2)
        assert re.search(r"no film|no (saved )?subject|nothing", said.err, re.IGNORECASE), said
        assert not re.search(r"`longtake (?!--tenant globex )", said.err), (
            "what it names is done for the same"
        )
    for shown in (
        ("list",),
        ("costs",),
        ("assets", "find", "quay"),
        ("assets", "stats"),
        ("subjects", "list"),
    ):
        said = await typed("--tenant", "globex", *shown, "--json")
        assert not [word for word in ("acme", acme.film_id, "Mara") if word in said.out], said


async def test_bytes_of_one_are_no_asset_of_the_other_however_they_are_asked_for(
    estate: Estate, films: list[FilmView]
) -> None:
    clip = films[0].shots[0].clip
    assert clip is not None
    blob = clip.blob
    only = estate.acme.store.put_bytes(b"of acme alone", ".json")
    assert estate.acme.store.read_bytes(only) == b"of acme alone"
    with pytest.raises(CorruptAsset):
        estate.globex.store.read_bytes(only)
    assert not estate.globex.store.holds(only)
    prefix = estate.acme.settings.store.rpartition("/")[2]
    for sha256, suffix in (
        (f"../{prefix}/{blob.sha256}", blob.suffix),
        (f"/{prefix}/{blob.sha256}", blob.suffix),
        (blob.sha256, f"/../../{prefix}{blob.suffix}"),
        (blob.sha256, f"{blob.suffix}/../x"),
    ):
        with pytest.raises(ValueError, match="should match pattern"):
            Blob(sha256=sha256, suffix=suffix, size=blob.size)


async def test_a_story_that_one_has_stored_makes_no_film_of_the_other(estate: Estate) -> None:
    aside = put_aside(short_shots("the quaxmoor affair", "a stair"), estate.acme.store, above=10)
    assert aside.material is not None
    assert (await estate.acme.make(aside, "aside")).stage == "finished"
    # The process that serves both has read it by now.
    await estate.globex.start_and_fail(aside, "aside")
    view = await estate.globex.view("aside")
    assert (view.stage, view.shots) == ("failed", ())
    assert "store" in view.reason, view.reason
    assert "quaxmoor" not in view.model_dump_json(exclude={"documents"})


async def stored(estate: Estate) -> Payload:
    """A reference to what one tenant has in its store, as its histories have it."""
    secret = {"brief": {"text": "the quaxmoor affair"}}
    [payload] = await data_converter(estate.acme.store).encode([secret])
    blob = estate.acme.store.put_bytes(payload.SerializeToString(), ".payload")
    return reference(blob.sha256, blob.size)


def reference(sha256: str, size: int, suffix: str = ".payload") -> Payload:
    claim = {"sha256": sha256, "size": str(size), "suffix": suffix}
    data = json.dumps({"driverName": DRIVER, "claimData": claim}).encode()
    referring = {
        "encoding": b"json/protobuf",
        "messageType": b"temporal.api.sdk.v1.ExternalStorageReference",
    }
    payload = Payload(metadata=referring, data=data)
    payload.external_payloads.add().size_bytes = size
    return payload


async def bare(studio: StudioKit) -> Client:
    """A client of a tenant's namespace that sends what it is given as it is."""
    address = studio.client.service_client.config.target_host
    return await Client.connect(address, namespace=studio.client.namespace)


async def ended(studio: StudioKit, film: str, payload: Payload) -> FilmView:
    """How a film ends whose request is such a payload."""
    client = await bare(studio)
    await client.start_workflow("FilmWorkflow", RawValue(payload), id=film, task_queue="film")
    return await studio.until(film, lambda view: view.ended)


async def test_a_reference_to_what_another_has_stored_is_read_by_nobody_else(estate: Estate) -> None:
    theirs = await stored(estate)
    view = await ended(estate.globex, "crossing", theirs)
    assert (view.stage, "is gone or has changed" in view.reason) == ("failed", True)
    # And the one whose it is reads it, though it is no film's request.
    view = await ended(estate.acme, "crossing", theirs)
    assert (view.stage, "is gone or has changed" in view.reason) == ("failed", False)
    prefix = estate.acme.settings.store.rpartition("/")[2]
    for number, told in enumerate(
        (
            reference(f"../{prefix}/{'0' * 64}", 10),
            reference(f"/{prefix}/{'0' * 64}", 10),
            reference("0" * 64, 10, f".payload/../../{prefix}"),
            reference("0" * 64, 10, ".mp4"),
        )
    ):
        view = await ended(estate.globex, f"crossing-{number}", told)
        assert (view.stage, "not as Longtake does" in view.reason) == ("failed", True), view.reason


async def test_what_one_has_encrypted_the_other_cannot_decrypt(estate: Estate, films: list[FilmView]) -> None:
    keys = estate.acme.settings.encryption_keys
    assert keys is not None
    request = FilmRequest(brief=FILM)
    [plain] = data_converter(estate.acme.store).payload_converter.to_payloads([request])
    [secret] = await EncryptionCodec(read_keys(keys)).encode([plain])
    view = await ended(estate.globex, "of-acme", secret)
    assert (view.stage, "of-acme" in view.reason) == (
        "failed",
        True,
    )  # it is called as the key that is missing
    assert films[0].film_id not in [one.film_id for one in await estate.globex.films()]


async def test_a_decision_that_is_anothers_payload_is_refused_and_the_film_goes_on(estate: Estate) -> None:
    globex = estate.globex
    await globex.at_gate(short_shots("a quay"), "gated")
    keys = estate.acme.settings.encryption_keys
    assert keys is not None
    decision = Decision(kind="approve", by="ann of acme", board=1)
    [plain] = data_converter(estate.acme.store).payload_converter.to_payloads([decision])
    [secret] = await EncryptionCodec(read_keys(keys)).encode([plain])
    client = await bare(globex)
    await client.get_workflow_handle("gated").signal("approve_storyboard", RawValue(secret))
    view = await globex.until("gated", lambda view: view.refused > 0)
    assert (view.stage, "ann of acme" in view.model_dump_json()) == ("approval", False)
    await globex.decide("gated", Decision(kind="approve", by="bo", board=1))
    assert (await globex.until("gated", lambda view: view.ended)).stage == "finished"


async def test_the_worker_has_no_ones_key_in_its_environment_and_one_tenants_fault_is_its_own(
    estate: Estate, films: list[FilmView]
) -> None:
    environment = await estate.environment()
    assert environment["FAL_KEY"] == "the-operators-own"
    assert not [key for key in KEYS.values() if key in repr(environment)]
    log = estate.log
    assert f"Tenant {NOWHERE} is not served" in log
    assert not [key for key in KEYS.values() if key in log]
    home = estate.folder / "home" / "tenants"
    assert {path.name for path in home.iterdir()} >= set(NAMES)


async def test_both_go_on_after_the_process_that_serves_them_was_killed(
    estate: Estate, films: list[FilmView]
) -> None:
    before = estate.vendor.paid_by()
    jobs, known = estate.vendor.books.jobs, len(estate.vendor.books.jobs)
    estate.vendor.behave(Behaviour(polls=10_000))
    brief = pictures("a lantern", "a stair")
    begun = [(await estate.of[name].begin(brief, f"{name}-killed", approve="auto")).film_id for name in NAMES]

    async def looked_at() -> bool:
        # Whoever looks at a job has written down that the vendor took it.
        return len(jobs) == known + 4 and all(job["looked"] for job in jobs.values())

    await until_true(looked_at, "not every job is looked at", within_s=120)
    estate.kill()
    for job in jobs.values():
        job["polls"] = 1
    estate.begin()
    await estate.serving()
    for name, film in zip(NAMES, begun, strict=True):
        view = await estate.of[name].until(film, lambda view: view.ended, within_s=120)
        assert view.stage == "finished"
    assert estate.vendor.paid_by() - before == Counter(acme=2, globex=2)
    assert estate.vendor.books.crimes == []
    estate.vendor.behave(Behaviour())
