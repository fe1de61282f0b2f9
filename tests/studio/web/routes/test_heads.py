"""HEAD: what GET would answer, without its body."""

import pytest

from infra.engine.server import TemporalServer
from tests.kit.makers import V1, making
from tests.kit.studio import StudioKit, short_shots

FILM = f"{V1}/films/headed"


async def test_head_is_answered_as_get_is_but_for_its_body(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    await studio.at_gate(short_shots("a quay"), "headed")
    async with making(studio, server.address) as maker:
        for path in (
            *("/health", "/docs", "/openapi.json", "/jobs", "/api/jobs", "/jobs?limit=0", f"{V1}/prices"),
            *(f"{FILM}/shots", f"{FILM}/files/storyboard.png", "/api/storyboard/headed/1", "/video/headed"),
            *(f"{V1}/films/nobody", f"{V1}/templates/aida/file", f"{V1}/nothing"),
        ):
            got, head = [await maker.door.ask(path, method=method) for method in ("GET", "HEAD")]
            assert (head.status_code, head.content) == (got.status_code, b""), path
            for name in ("content-type", "content-length", "etag", "cache-control"):
                assert head.headers.get(name) == got.headers.get(name), (path, name)
        assert (await maker.door.ask(f"{V1}/events", method="HEAD")).status_code == 405
