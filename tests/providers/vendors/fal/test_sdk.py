"""fal's own library certifies the double: it completes the job that the adapter does, with the same body."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from models.kinds import Kind
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.fal.adapter import FalImages, FalLips, FalVideos
from tests.kit.vendors.contract import (
    Pictures,
    client_of,
    completed,
    image_request,
    lips_request,
    video_request,
)
from tests.kit.vendors.fal import Fal
from tests.kit.vendors.manners import KEY, Behaviour, Fault


@pytest.fixture
def fal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fal]:
    import fal_client.client

    with Fal(tmp_path / "fal") as double:
        # The library puts https before any host; this constant is the only way around it.
        monkeypatch.setattr(fal_client.client, "QUEUE_URL_FORMAT", double.address + "/")
        yield double


@pytest.mark.parametrize("name", ["nano-banana", "hailuo", "sync-lipsync", "kling-lipsync"])
def test_fals_own_library_completes_the_same_job_as_the_adapter(fal: Fal, tmp_path: Path, name: str):
    import fal_client

    kind: Kind = "lips" if "lipsync" in name else "image" if name == "nano-banana" else "video"
    endpoint = Endpoints.load().find(kind, name)
    assert endpoint is not None
    pictures = Pictures(tmp_path)
    requests: dict[str, Callable[[], Any]] = {
        "image": lambda: image_request(pictures, 2),
        "video": lambda: video_request(pictures),
        "lips": lambda: lips_request(pictures, tmp_path),
    }
    request = requests[kind]()
    adapter: Any = {"image": FalImages, "video": FalVideos, "lips": FalLips}[kind]
    maker = adapter(client_of("fal", fal.address), endpoint)
    ours = completed(maker, request, pictures, tmp_path / "ours")
    fal.behave(Behaviour(polls=2))
    sent = maker.endpoint_for(request).id
    client = fal_client.SyncClient(key=KEY)
    handle = client.submit(sent, maker.body(request, pictures.file))
    seen = [type(event).__name__ for event in handle.iter_events(interval=0.01)]
    assert seen[0] == "Queued" and seen[-1] == "Completed"
    output = handle.get()
    url = output["images"][0]["url"] if kind == "image" else output["video"]["url"]
    import urllib.request

    theirs = urllib.request.urlopen(url).read()
    assert theirs[:4] == ours.path.read_bytes()[:4]
    first, second = fal.books.jobs.values()
    assert {**first["asked"]} == {**second["asked"]}
    assert first["usd"] == second["usd"]


def test_the_librarys_own_retries_would_pay_twice_where_the_adapter_does_not(fal: Fal, tmp_path: Path):
    import fal_client

    from models.errors import UnknownOutcome

    endpoint = Endpoints.load().find("image", "flux")
    assert endpoint is not None
    pictures = Pictures(tmp_path)
    maker = FalImages(client_of("fal", fal.address), endpoint)
    fal.behave(Behaviour(faults=(Fault(where="submit", how="drop-after"),)))
    with pytest.raises(UnknownOutcome):
        maker.submit(image_request(pictures), pictures.file, "film/shot_001/1")
    assert fal.books.did["take"] == 1
    fal.behave(Behaviour(faults=(Fault(where="submit", how="drop-after"),)))
    fal_client.SyncClient(key=KEY).submit(endpoint.id, maker.body(image_request(pictures), pictures.file))
    assert fal.books.did["take"] == 3, "the trap that the facts name"
