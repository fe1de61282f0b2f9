"""An encrypted film, looked at and approved by Temporal's own program through the codec server."""

import asyncio
import json
import random
import re
import subprocess
import threading
from base64 import b64decode
from pathlib import Path

import pytest
from google.protobuf import json_format
from temporalio.api.common.v1 import Payload
from temporalio.api.sdk.v1.external_storage_pb2 import ExternalStorageReference
from temporalio.converter import JSONProtoPayloadConverter

from infra.engine import server_program
from infra.engine.server import TemporalServer
from infra.payloads.converter import DRIVER
from infra.payloads.names import payload_suffix
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.brief import Brief
from models.errors import BadInput
from models.orders.assets import Blob
from studio.web.access.browsers import COOKIE
from studio.web.access.rates import Rates
from tests.kit.keyed import keyed
from tests.kit.makers import V1, making
from tests.kit.studio import StudioKit, short_shots, studio_of
from tests.kit.web import ELSEWHERE, HERE, served, session_on, token_for, way

TITLE = "Zephyrine"


def told() -> Brief:
    return short_shots("a quay at quaxmoor", "a boat").model_copy(update={"title": TITLE})


async def temporal(address: str, *arguments: str) -> str:
    """What Temporal's own program says."""
    command = [server_program.find_temporal(), *arguments, "--address", address]
    ended = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=60)
    return str(ended.stdout + ended.stderr)


def shown(history: str) -> str:
    """What a history as JSON has in its payloads."""
    return "".join(
        b64decode(data).decode("utf-8", "replace") for data in re.findall(r'"data": "([^"]*)"', history)
    )


async def test_an_encrypted_film_is_read_and_approved_by_temporals_own_program(
    server: TemporalServer, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = keyed(tmp_path, monkeypatch)
    async with studio_of(server.address, settings) as studio:
        token = token_for(settings, "decide", "ann")
        await studio.at_gate(told(), film)
        async with making(studio, server.address, ELSEWHERE) as maker:
            codec = (
                *("--codec-endpoint", f"{maker.door.address}{V1}/codec"),
                *("--codec-auth", f"Bearer {token}"),
            )
            show = ("workflow", "show", "-w", film, "-o", "json")
            assert TITLE not in shown(await temporal(server.address, *show))
            assert TITLE in shown(await temporal(server.address, *show, *codec))
            approve = json.dumps({"board": 1, "by": "ann"})
            said = await temporal(
                server.address,
                "workflow",
                "signal",
                "-w",
                film,
                "--name",
                "approve_storyboard",
                "--input",
                approve,
                *codec,
            )
            assert "error" not in said.lower(), said
        view = await studio.until(film, lambda view: view.ended)
        assert (view.stage, view.decisions[-1].decision.by) == ("finished", "ann")
        history = await studio.client.get_workflow_handle(film).fetch_history()
        assert not any(b"quaxmoor" in event.SerializeToString() for event in history.events)


async def test_whoever_has_no_token_reads_nothing_and_what_are_no_payloads_is_a_sentence(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    monkeypatch.setenv("LONGTAKE_HOME", str(settings.home))
    plain = {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "InNlYSI="}]}
    async with studio_of(server.address, settings) as studio:
        see = token_for(settings, "see")
        async with making(studio, server.address, ELSEWHERE) as maker:
            await maker.ask("POST", f"{V1}/codec/decode", 401, json=plain)
            assert await maker.as_(see).post(f"{V1}/codec/decode", 200, **plain) == plain
            await maker.as_(see).post(f"{V1}/codec/encode", 403, **plain)
        async with making(studio, server.address, HERE) as maker:
            assert await maker.post(f"{V1}/codec/encode", 200, **plain) == plain
            many = json.dumps({"payloads": [{}] * 1001})
            told = await maker.ask("POST", f"{V1}/codec/decode", 422, content=many.encode())
            assert told["detail"] == "There are 1,001 payloads, and 1,000 is the most at once."
            for body in ("", '"x"', '{"payloads": 5}', "[" * 100_000):
                told = await maker.ask("POST", f"{V1}/codec/decode", 422, content=body.encode())
                assert told["detail"].startswith("The body must be Temporal's payloads as JSON")


async def test_what_is_too_large_for_a_history_is_shown_out_of_the_store(
    server: TemporalServer, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = keyed(tmp_path, monkeypatch)
    client = await connect(open_store(settings), local_config(server.address), settings.encryption_keys)
    kit = StudioKit(client, settings)
    draw = random.Random(5)
    story = " ".join(f"quaxmoor {draw.getrandbits(256):x}" for _ in range(3000))
    begun = await client.start_workflow("FilmWorkflow", {"story": story}, id=film, task_queue="nobody's")
    token = token_for(settings, "see")
    async with making(kit, server.address, ELSEWHERE) as maker:
        codec = ("--codec-endpoint", f"{maker.door.address}{V1}/codec", "--codec-auth", f"Bearer {token}")
        show = ("workflow", "show", "-w", film, "-o", "json")
        blind = await temporal(server.address, *show)
        assert len(blind) < 20_000, "by reference"
        told = shown(await temporal(server.address, *show, *codec))
        assert json.loads(told)["story"] == story
    await begun.terminate()


async def test_a_reference_reads_no_other_file_of_the_store_and_not_more_than_is_shown(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    monkeypatch.setenv("LONGTAKE_HOME", str(settings.home))
    store = open_store(settings)
    client = await connect(store, local_config(server.address))
    kit = StudioKit(client, settings)
    words = Payload(metadata={"encoding": b"json/plain"}, data=b'"quaxmoor"').SerializeToString()
    asset = store.put_bytes(words, ".json")
    foreign = store.put_bytes(words, payload_suffix("abcdefgh", "a-film"))
    nobodys = store.put_bytes(words, ".payload")
    large = nobodys.model_copy(update={"size": 2**25 + 1})

    def reference(blob: Blob, driver: str = DRIVER) -> dict[str, object]:
        claim = {"sha256": blob.sha256, "size": str(blob.size), "suffix": blob.suffix}
        told = JSONProtoPayloadConverter().to_payload(
            ExternalStorageReference(driver_name=driver, claim_data=claim)
        )
        return json_format.MessageToDict(told) if told else {}

    async def read(one: dict[str, object]) -> str:
        answer = await maker.post(f"{V1}/codec/decode", 200, payloads=[one])
        return b64decode(answer["payloads"][0]["data"]).decode()

    async with making(kit, server.address, HERE) as maker:
        assert await read(reference(nobodys)) == '"quaxmoor"'
        asked = {"payloads": [reference(nobodys)]}
        left = await maker.post(f"{V1}/codec/decode?preserveStorageRefs=true", 200, **asked)
        assert left == asked, "Temporal's UI shows a history without what is large in it"
        fetched = await maker.post(f"{V1}/codec/download", 200, **asked)
        assert b64decode(fetched["payloads"][0]["data"]) == b'"quaxmoor"'
        for one, why in (
            (reference(asset), "it refers to the store, and not as Longtake does"),
            (reference(foreign), "it is kept for another server's histories"),
            (reference(large), "it refers to 33,554,433 bytes, and 33,554,432 is the most"),
            (reference(nobodys, "elsewhere"), "there is no store 'elsewhere'"),
        ):
            told = await read(one)
            assert why in told
            assert "quaxmoor" not in told


UI = "https://temporal.example"
CORS = ("access-control-allow-origin", "access-control-allow-credentials")


def from_page(origin: str) -> dict[str, str]:
    """What a browser says of a page of another origin that asks."""
    return {"Origin": origin, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}


async def test_pages_of_the_origins_that_were_named_ask_the_codec_server_with_a_login_and_nothing_else(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    monkeypatch.setenv("LONGTAKE_HOME", str(settings.home))
    kit = StudioKit(await connect(open_store(settings), local_config(server.address)), settings)
    token = token_for(settings, "see")
    asks_first = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-namespace",
    }
    wanted = ELSEWHERE._replace(codec_origins=("https://Temporal.Example:443/",))
    async with making(kit, server.address, wanted) as maker:
        door, decode = maker.door, f"{V1}/codec/decode"
        may = await door.ask(decode, method="OPTIONS", headers=from_page(UI) | asks_first)
        assert may.status_code == 204
        assert [may.headers[name] for name in CORS] == [UI, "true"]
        assert may.headers["access-control-allow-headers"] == (
            "authorization, authorization-extras, content-type, x-namespace"
        )
        assert (may.headers["access-control-allow-methods"], may.headers["vary"]) == ("POST", "Origin")
        empty: dict[str, list[object]] = {"payloads": []}
        nobody = await door.ask(decode, method="POST", headers=from_page(UI), json=empty)
        assert (nobody.status_code, nobody.headers[CORS[0]]) == (401, UI)
        somebody = await door.ask(decode, token, "POST", from_page(UI), json=empty)
        assert (somebody.status_code, somebody.headers[CORS[0]]) == (200, UI)
        browsers = from_page(UI) | {"Cookie": f"{COOKIE}={token}"}
        assert (await door.ask(decode, method="POST", headers=browsers, json=empty)).status_code == 200
        for origin in ("https://evil.example", "http://temporal.example", f"{UI}.evil.example", "null"):
            refused = await door.ask(decode, method="OPTIONS", headers=from_page(origin) | asks_first)
            assert refused.status_code == 401
            asked = await door.ask(decode, token, "POST", from_page(origin), json=empty)
            assert asked.status_code == 403
            assert not {*CORS} & {*refused.headers, *asked.headers}
        # Not even this page asks for anything else.
        films = await door.ask(f"{V1}/films", token, headers=from_page(UI))
        assert not {*CORS} & {*films.headers}
        started = await door.ask(f"{V1}/films", token, "POST", from_page(UI), json={})
        assert started.status_code == 403
        other = await door.ask(
            decode, method="OPTIONS", headers=from_page(UI) | asks_first | {"Host": "evil.example"}
        )
        assert other.status_code == 421


async def test_on_this_machine_a_named_page_asks_without_a_login_and_no_other_does(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    monkeypatch.setenv("LONGTAKE_HOME", str(settings.home))
    kit = StudioKit(await connect(open_store(settings), local_config(server.address)), settings)
    async with making(kit, server.address, HERE._replace(codec_origins=(UI,))) as maker:
        for origin, status in ((UI, 200), ("https://evil.example", 403)):
            asked = await maker.door.ask(
                f"{V1}/codec/decode", method="POST", headers=from_page(origin), json={"payloads": []}
            )
            assert (asked.status_code, CORS[0] in asked.headers) == (status, status == 200)


async def test_a_history_is_read_event_by_event_and_none_of_that_counts_as_a_change(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with (
        session_on(server.address, Settings(home=tmp_path / "home")) as session,
        served(session, rates=Rates(changes=2)) as door,
    ):
        read = [
            (await door.ask(f"{V1}/codec/{what}", method="POST", json={"payloads": []})).status_code
            for what in ("decode", "download", "decode", "encode", "encode", "encode", "decode")
        ]
        assert read == [200, 200, 200, 200, 200, 429, 200]


@pytest.mark.parametrize("what", ["decode", "encode"])
@pytest.mark.parametrize("part", ["Parse", "MessageToJson"])
async def test_while_a_large_history_is_read_or_written_others_are_answered(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, part: str
) -> None:
    done, begun, go_on = getattr(json_format, part), threading.Event(), threading.Event()

    def slow(*arguments: object) -> object:
        begun.set()
        assert go_on.wait(20), "nobody was answered meanwhile"
        return done(*arguments)

    monkeypatch.setattr(json_format, part, slow)
    async with (
        session_on(server.address, Settings(home=tmp_path / "home")) as session,
        served(session) as door,
    ):
        asking = asyncio.create_task(door.ask(f"{V1}/codec/{what}", method="POST", json={"payloads": []}))
        await asyncio.to_thread(begun.wait, 20)
        assert (await door.ask("/health")).status_code == 200
        go_on.set()
        assert (await asking).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["temporal.example", "https://", "https://a@b", "https://a/b", "ftp://a", "https://a:x", "*", "null", ""],
)
def test_what_is_no_origin_is_refused_before_anything_is_served(tmp_path: Path, origin: str) -> None:
    with pytest.raises(BadInput, match=r"--codec-origin .* is no address of a UI"):
        way(Settings(home=tmp_path), HERE._replace(codec_origins=(origin,)))
