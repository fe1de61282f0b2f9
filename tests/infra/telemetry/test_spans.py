"""Spans and lines that arrive at a receiver, with what may be told of them and nothing else."""

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import text

from infra.database.database import open_database
from infra.network.hops import Home, followed
from infra.network.wire import Limits
from infra.telemetry.genai import made
from infra.telemetry.spans import span
from infra.telemetry.variables import CONTENT
from models.errors import Transient
from tests.kit.telemetry.process import telemetry_here
from tests.kit.telemetry.receiver import Receiver, receiving

PROMPT = "A fox carries a lantern through the snow"
SECRET = "sk-planted-77d0a1b2c3"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as there:
        yield there


@pytest.fixture
def files() -> Iterator[str]:
    """A server that leads from a signed address to another, as a vendor's store does."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            first = "hop" not in self.path
            self.send_response(302 if first else 200)
            if first:
                self.send_header("location", f"/files/panda/AbC9xYz01/hop.png?X-Amz-Signature={SECRET}")
            self.send_header("content-length", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_one_trace_has_the_calls_and_the_queries_of_whoever_asks(
    receiver: Receiver, files: str, tmp_path: Path
) -> None:
    with telemetry_here(receiver):
        database = open_database(f"sqlite:///{tmp_path / 'longtake.db'}")
        with span("longtake make"):
            url = f"{files}/pbxt/hQ8m2Lw0ZxTr/out.png?token={SECRET}"
            with followed(url, Home(files, {"Authorization": SECRET}), Limits(10.0, 1000)) as answer:
                answer.read()
            with database.writing() as connection:
                connection.execute(text(f"UPDATE jobs SET provider = '{SECRET}' WHERE provider = '{PROMPT}'"))
        with database.reading() as connection:
            connection.execute(text("SELECT 1"))
        database.close()
    root = receiver.span("longtake make")
    first, second = receiver.named("GET", root.trace)
    assert {first.parent, second.parent} == {root.id}
    assert first.values["http.response.status_code"] == 302
    assert first.values["url.template"] == "/pbxt/{}/out.png"
    assert second.values["url.template"] == "/files/panda/{}/hop.png"
    assert first.values["server.address"] == "127.0.0.1"
    (written,) = receiver.named("database write")
    assert written.parent == root.id
    assert written.values["db.query.summary"] == "UPDATE jobs"
    assert written.values["db.system.name"] == "sqlite"
    assert receiver.named("database read") == [], "what nobody asks for has no span"
    assert not any(word.encode() in b"".join(receiver.raw) for word in (SECRET, PROMPT, "hQ8m2Lw0ZxTr"))


def test_an_error_is_told_by_its_type_and_its_sentence_by_nobody(receiver: Receiver) -> None:
    with telemetry_here(receiver), pytest.raises(Transient), span("boards.keyframe"):
        raise Transient(f"The vendor says: {PROMPT}")
    failed = receiver.span("boards.keyframe")
    assert failed.failed
    assert failed.values["error.type"] == "Transient"
    assert (failed.why, failed.events) == ("", 0)
    assert PROMPT.encode() not in b"".join(receiver.raw)


def test_what_a_library_tells_beyond_that_is_left_out(receiver: Receiver) -> None:
    with telemetry_here(receiver) as telemetry:
        assert telemetry.tracer_provider is not None
        tracer = telemetry.tracer_provider.get_tracer("opentelemetry.instrumentation.other")
        values = {"url.full": f"https://x/?key={SECRET}", "db.statement": PROMPT, "server.address": "x"}
        with tracer.start_as_current_span(f"SELECT {PROMPT}", attributes=values) as other:
            other.add_event(PROMPT)
            other.record_exception(ValueError(PROMPT))
    told = receiver.span("SELECT")
    assert told.values == {"server.address": "x"}
    assert PROMPT.encode() not in b"".join(receiver.raw)


@pytest.mark.parametrize("asked", [False, True])
def test_the_words_of_a_picture_are_told_only_where_they_are_asked_for(
    asked: bool, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONTENT, str(asked).lower())
    with telemetry_here(receiver), made("fal", "fal/fal-ai/flux/schnell", "image", PROMPT) as mark:
        mark.tell({"longtake.cost.usd": 0.003})
    picture = receiver.span("generate_content fal/fal-ai/flux/schnell")
    assert picture.kind == 3
    assert picture.values["gen_ai.operation.name"] == "generate_content"
    assert picture.values["gen_ai.provider.name"] == "fal"
    assert picture.values["gen_ai.request.model"] == "fal/fal-ai/flux/schnell"
    assert picture.values["gen_ai.output.type"] == "image"
    assert picture.values["longtake.cost.usd"] == 0.003
    assert (PROMPT in picture.values.get("gen_ai.input.messages", "")) is asked


def test_a_line_has_the_ids_of_its_span_and_only_names_and_numbers(receiver: Receiver) -> None:
    log = logging.getLogger("longtake.worker")
    with telemetry_here(receiver):
        with span("jobs.fetch"):
            log.warning("%s took %s after %d tries: %s", "fal", PROMPT, 3, Transient(PROMPT))
        logging.getLogger("httpx").warning("GET https://x/?key=%s", SECRET)
        logging.getLogger("temporalio.activity").warning(
            "Completing as failed ({'workflow_id': '%s'})", SECRET
        )
    fetched = receiver.span("jobs.fetch")
    line = receiver.waited(lambda here: next(iter(here.logs), None), "a line")
    assert line.body == "fal took … after 3 tries: Transient"
    assert (line.trace, line.span) == (fetched.trace, fetched.id)
    assert line.severity == "WARNING"
    raw = b"".join(receiver.raw)
    assert b"Completing as failed" in raw
    assert PROMPT.encode() not in raw
    assert SECRET.encode() not in raw
