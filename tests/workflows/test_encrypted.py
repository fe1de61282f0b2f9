"""A film whose keys nobody else has: the server holds no word of it, and everything about it goes on as ever."""

import random
from pathlib import Path

import pytest
from temporalio.api.workflow.v1 import WorkflowExecutionInfo
from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest
from temporalio.client import Client

from infra.engine.server import TemporalServer
from infra.payloads.converter import data_converter
from infra.payloads.encryption import EncryptionCodec
from infra.payloads.key_file import add, create
from infra.payloads.keys import read_keys
from infra.settings import Settings
from infra.storage import LocalStore, open_store
from infra.temporal import connect, local_config
from models.brief import Brief
from models.film.decisions import Decision
from models.film.start import FilmRequest
from models.orders.assets import Blob
from models.shots.shot_list import Shot
from models.shots.takes import Change
from studio.client.trouble import end_of
from studio.service.film.retakes import changed_film
from tests.kit.studio import StudioKit, studio_of

pytestmark = pytest.mark.ops

TITLE = "Zephyrine of Quaxmoor"
WORDS = ("quaxmoor", "zephyrine", "farewell", "thunderhead", "ann-of-the-board", "orangutan")
"""What people wrote, or who they are."""


def told() -> Brief:
    shots = tuple(
        Shot(
            shot_id=f"shot_{number:03d}",
            shot_number=number,
            enhanced_prompt=f"{words} at quaxmoor",
            duration=1.0,
            dialogue="Farewell, Zephyrine." if number == 1 else "",
            characters=("Zephyrine",),
        )
        for number, words in enumerate(("a quay", "a boat"), start=1)
    )
    return Brief(shots=shots, title=TITLE, seconds=6)


async def kept(client: Client, film: str) -> bytes:
    """Everything that the server has of a film's workflows, as it travels."""
    found: list[WorkflowExecutionInfo] = []
    mark = b""
    while True:
        request = ListWorkflowExecutionsRequest(namespace=client.namespace, next_page_token=mark)
        page = await client.workflow_service.list_workflow_executions(request)
        found += page.executions
        if not (mark := page.next_page_token):
            break
    kept = [one.SerializeToString() for one in found if one.execution.workflow_id.startswith(film)]
    for one in found:
        if one.execution.workflow_id.startswith(film):
            handle = client.get_workflow_handle(one.execution.workflow_id, run_id=one.execution.run_id)
            kept.append((await handle.describe()).raw_description.SerializeToString())
            kept += [event.SerializeToString() for event in (await handle.fetch_history()).events]
    return b"\n".join(kept).lower()


def betrayed(data: bytes) -> list[str]:
    return [word for word in WORDS if word.encode() in data]


def settings_at(home: Path, keys: Path | None) -> Settings:
    return Settings(home=home, encryption_keys=keys)


async def test_a_film_is_made_revised_and_retaken_and_the_server_holds_no_word_of_it(
    server: TemporalServer, tmp_path: Path
) -> None:
    keys = tmp_path / "keys"
    create(keys, "first")
    async with studio_of(server.address, settings_at(tmp_path / "home", keys)) as studio:
        begun = await studio.start(FilmRequest(brief=told()))
        film = begun.film_id
        assert film.startswith("film-")
        await studio.until(film, lambda view: view.stage == "approval" and view.board == 1)
        revise = Decision(kind="revise", shot="1", note="a thunderhead above", by="ann-of-the-board")
        await studio.decide(film, revise)
        await studio.until(film, lambda view: view.stage == "approval" and view.board == 2)
        # The same brief is the same film.
        again = await studio.start(FilmRequest(brief=told()))
        assert (again.film_id, again.running) == (film, True)
        [line] = [one for one in await studio.films() if one.film_id == film]
        assert line.title == TITLE
        await studio.decide(film, Decision(kind="approve", by="ann-of-the-board"))
        view = await studio.until(film, lambda view: view.ended)
        assert view.stage == "finished"
        assert "thunderhead" in view.shots[0].shot.enhanced_prompt
        # A new key writes, and what the old one wrote is read.
        add(keys, "second")
        lines = keys.read_text().splitlines()
        keys.write_text("\n".join(sorted(lines, key=lambda one: not one.startswith("second"))))
    async with studio_of(server.address, settings_at(tmp_path / "home", keys)) as studio:
        change = Change(shot_id="2", note="with an orangutan", by="ann-of-the-board")
        await studio.start(await changed_film(studio, film, (change,), auto=True), film)
        last = await studio.until(film, lambda view: view.ended)
        assert (last.stage, last.shots[1].take) == ("finished", 2)
        assert last.shots[0].clip == view.shots[0].clip
        held = await kept(studio.client, film)
        assert b"second" in held
        assert betrayed(held) == []


async def test_without_keys_all_of_it_can_be_read(server: TemporalServer, tmp_path: Path, film: str) -> None:
    async with studio_of(server.address, settings_at(tmp_path / "home", None)) as studio:
        await studio.make(told(), film)
        assert set(betrayed(await kept(studio.client, film))) == {"quaxmoor", "zephyrine", "farewell"}


async def test_how_a_film_failed_is_read_with_the_keys_and_told_nobody_else(
    server: TemporalServer, tmp_path: Path, film: str
) -> None:
    keys = tmp_path / "keys"
    create(keys, "first")
    settings = settings_at(tmp_path / "home", keys)
    async with studio_of(server.address, settings) as studio:
        # No film's request: what cannot be read of it is quoted in its failure.
        await studio.client.start_workflow(
            "FilmWorkflow", {"brief": {"text": 5, "orangutan": "farewell"}}, id=film, task_queue="film"
        )
        with pytest.raises(Exception, match="Workflow execution failed"):
            await studio.client.get_workflow_handle(film).result()
        view = await studio.view(film)
        assert (view.stage, "orangutan" in view.reason or "text" in view.reason) == ("failed", True)
        described = await studio.client.get_workflow_handle(film).describe()
        assert "Encoded failure" not in await end_of(studio.client, described)
        assert betrayed(await kept(studio.client, film)) == []
        blind = await connect(open_store(settings), local_config(server.address))
        described = await blind.get_workflow_handle(film).describe()
        assert "Encoded failure" in await end_of(blind, described)


async def test_whoever_lacks_the_keys_is_told_so_and_sees_what_is_not_encrypted(
    server: TemporalServer, tmp_path: Path
) -> None:
    keys = tmp_path / "keys"
    create(keys, "first")
    settings = settings_at(tmp_path / "home", keys)
    async with studio_of(server.address, settings) as studio:
        film = (await studio.make(told())).film_id
        blind = await connect(open_store(settings), local_config(server.address))
        without = StudioKit(blind, settings)
        assert [one.title for one in await without.films() if one.film_id == film] == [""]
        view = await without.view(film)
        assert (view.stage, [shot.status for shot in view.shots]) == ("finished", ["done", "done"])
        begun = await blind.get_workflow_handle(film).describe()
        with pytest.raises(RuntimeError, match="it is encrypted, and LONGTAKE_ENCRYPTION_KEYS is not set"):
            await begun.memo_value("last_word", None, type_hint=Blob)


async def test_what_is_kept_in_the_store_for_a_history_is_encrypted_too(tmp_path: Path) -> None:
    create(tmp_path / "keys", "first")
    store = LocalStore(tmp_path / "assets")
    converter = data_converter(store, codec=EncryptionCodec(read_keys(tmp_path / "keys")))
    draw = random.Random(7)
    story = " ".join(f"quaxmoor {draw.getrandbits(256):x}" for _ in range(3000))
    payloads = await converter.encode([story])
    assert sum(len(one.data) for one in payloads) < 2000, "by reference"
    files = [path for path in (tmp_path / "assets").rglob("*") if path.is_file()]
    assert any(path.stat().st_size > 64 * 1024 for path in files)
    assert [path for path in files if b"quaxmoor" in path.read_bytes()] == []
    assert await converter.decode(payloads, [str]) == [story]
