"""A request that starts a film: its span, named by its route, is where the film's trace begins; a caller's own trace goes on."""

from pathlib import Path

import pytest

from infra.settings import Settings
from tests.kit.long_film import swift_studio
from tests.kit.telemetry.process import telemetry_here
from tests.kit.telemetry.receiver import receiving
from tests.kit.web import served, session_on

pytestmark = pytest.mark.ops

THEIRS = "4bf92f3577b34da6a3ce929d0e0e4736"
"""A trace of a caller's own."""


async def test_a_film_that_a_program_asks_for_has_the_trace_of_its_request(
    address: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    asked = {"prompt": "A fox carries a lantern", "seconds": 8, "stop_at": "story", "id": tmp_path.name}
    with receiving() as receiver, telemetry_here(receiver):
        async with (
            swift_studio(address, home) as kit,
            session_on(address, Settings(home=home)) as session,
            served(session) as door,
        ):
            caller = {"traceparent": f"00-{THEIRS}-00f067aa0ba902b7-01"}
            answer = await door.ask("/api/v1/films", method="POST", json=asked, headers=caller)
            assert answer.status_code in (200, 201, 202), answer.text
            film_id = tmp_path.name
            await kit.until(film_id, lambda view: view.ended)
            assert (await door.ask(f"/api/v1/films/{film_id}")).status_code == 200
            await door.ask(f"/api/v1/films/{film_id}?key=planted-in-a-query")
            await door.ask("/api/v1/films/nobody-knows-it")
        request = receiver.span("POST /api/v1/films")
        film = receiver.span("film")
        looked = receiver.span("GET /api/v1/films/{film_id}", http__response__status_code=200)
        missed = receiver.span("GET /api/v1/films/{film_id}", http__response__status_code=404)
    assert (request.trace, request.parent) == (THEIRS, "00f067aa0ba902b7")
    assert (request.kind, request.values["http.route"]) == (2, "/api/v1/films")
    assert (film.trace, film.parent) == (request.trace, request.id)
    assert looked.trace != request.trace
    assert not missed.failed
    assert b"planted-in-a-query" not in b"".join(receiver.raw)
