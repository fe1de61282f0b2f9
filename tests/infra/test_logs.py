"""What a worker logs: the sentence of an error that people are told, and the traceback of a fault in the program."""

import io
import logging
from collections.abc import Iterator

import pytest

from infra.logs import start_log
from models.errors import LongtakeError
from models.film.decisions import Decision
from tests.kit.providers import Watched
from tests.kit.studio import StudioKit, short_shots


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a worker of this process says on stderr."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", stream)
    start_log("DEBUG")
    yield stream
    root.handlers = before
    root.setLevel(level)


async def test_a_film_that_fails_by_an_error_of_ours_and_a_refused_decision_are_logged_as_sentences(
    studio: StudioKit, film: str, log: io.StringIO
) -> None:
    await studio.start_and_fail(short_shots("FAIL-video a quay"), film)
    await studio.at_gate(short_shots("a quay"), f"{film}-2")
    with pytest.raises(LongtakeError):
        await studio.decide(f"{film}-2", Decision(kind="revise", shot="9", note="at night"))
    said = log.getvalue()
    assert "The video provider was told to fail.\n" in said
    assert "Traceback" not in said


async def test_a_fault_in_the_program_is_logged_with_its_traceback(
    studio: StudioKit, film: str, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(*_: object) -> None:
        raise KeyError("what nobody set")

    monkeypatch.setattr(Watched, "render", render)
    await studio.begin(short_shots("a quay"), film, approve="auto")
    await studio.until(film, lambda _: "what nobody set" in log.getvalue())
    assert "Traceback" in log.getvalue()


def test_addresses_that_let_whoever_has_them_in_are_not_logged(log: io.StringIO) -> None:
    for library in ("httpx", "httpcore.http11"):
        logging.getLogger(library).info("PUT https://example.org/upload?upload_id=not-a-secret")
    assert log.getvalue() == ""
