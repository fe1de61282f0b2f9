"""What a film may cost, of files that were sent, and which field keeps it from having a price."""

import pytest

from infra.engine.server import TemporalServer
from tests.kit.makers import V1, making, picture, sound
from tests.kit.studio import StudioKit

_NOWHERE = {"sha256": "0" * 64, "suffix": ".txt", "size": 3}


@pytest.fixture(autouse=True)
def _home(studio: StudioKit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))


async def test_files_that_were_sent_are_priced_as_the_film_that_names_them(
    studio: StudioKit, server: TemporalServer
) -> None:
    async with making(studio, server.address) as maker:
        story = await maker.send("door.txt", b"A door stands in the sea. " * 8, "story")
        told = await maker.post(f"{V1}/estimate", story=story, seconds=12)
        assert told["shots"] > 0
        shots = await maker.send("shots.json", b'[{"enhanced_prompt": "a quay", "duration": 2}]', "shots")
        emma = {"name": "Emma", "references": [await maker.send("emma.png", picture(), "picture")]}
        song = await maker.send("song.wav", sound(), "sound")
        told = await maker.post(f"{V1}/estimate", shots=shots, subjects=[emma], music=song)
        assert (told["shots"], told["exact"]) == (1, True)
        lost = await maker.post(f"{V1}/estimate", 422, story=_NOWHERE)
        assert lost["detail"].startswith("story names a file that is not here")
        assert lost["field"] == "story"


async def test_a_price_that_cannot_be_had_says_which_field_is_why(
    studio: StudioKit, server: TemporalServer
) -> None:
    async with making(studio, server.address) as maker:
        for film, field in (
            ({"prompt": "A door", "seconds": 2}, "seconds"),
            ({"prompt": "A door", "budget": "plenty"}, "budget"),
            ({"prompt": "A door", "promt": "x"}, "promt"),
            (
                {"shots": [{"enhanced_prompt": "a"}, {"enhanced_prompt": "b", "duration": 99}]},
                "shots[1].duration",
            ),
        ):
            told = await maker.post(f"{V1}/estimate", 422, **film)
            assert told["field"] == field, told


async def test_pictures_of_the_library_come_as_small_as_they_are_seen(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker:
        sent = await maker.send("emma.png", picture(900, 600), "picture")
        emma = {"name": "Emma", "references": [sent]}
        shots = [{"enhanced_prompt": "Emma at a quay", "duration": 1, "characters": ["Emma"]}]
        await maker.post(f"{V1}/films", 201, id=film, shots=shots, subjects=[emma], stop_at="storyboard")
        await maker.until(film, lambda told: told["status"] == "completed")
        await maker.post(f"{V1}/subjects", 201, film=film, subject="Emma")
        (asset,) = (await maker.ask("GET", f"{V1}/assets?kind=image", 200))["assets"]
        for path in (f"{V1}/assets/{asset['sha256']}/file", f"{V1}/subjects/Emma/pictures/1"):
            whole, small = await maker.door.ask(path), await maker.door.ask(f"{path}?width=160")
            assert (whole.headers["content-type"], small.headers["content-type"]) == (
                "image/png",
                "image/jpeg",
            )
            assert len(small.content) < 12_000
            assert small.headers["etag"] != whole.headers["etag"]
            again = await maker.door.ask(
                f"{path}?width=160", headers={"If-None-Match": small.headers["etag"]}
            )
            assert again.status_code == 304
            assert (await maker.door.ask(f"{path}?width=161")).status_code == 422
