"""OpenRouter's own library certifies the double: it completes the jobs that the adapter does, with the same bodies."""

import base64
from pathlib import Path

from openrouter import OpenRouter as Library

from providers.vendors.endpoints.table import Endpoints
from providers.vendors.openrouter.adapter import OpenRouterImages, OpenRouterVideos
from tests.kit.vendors.contract import Pictures, client_of, completed, image_request, video_request
from tests.kit.vendors.manners import KEY
from tests.kit.vendors.openrouter import OpenRouter

TABLE = Endpoints.load()


def test_openrouters_own_library_draws_the_same_picture_as_the_adapter(tmp_path: Path):
    endpoint = TABLE.find("image", "openrouter/google/gemini-nano-banana-2.1")
    assert endpoint is not None
    pictures = Pictures(tmp_path)
    with (
        OpenRouter(tmp_path / "openrouter") as double,
        Library(api_key=KEY, server_url=double.api) as library,
    ):
        maker = OpenRouterImages(client_of("openrouter", double.api), endpoint)
        request = image_request(pictures, 2, seed=4)
        ours = completed(maker, request, pictures, tmp_path / "ours")
        theirs = library.images.generate(**maker.body(request, pictures.file))
        assert base64.b64decode(theirs.data[0].b64_json) == ours.path.read_bytes()
        first, second = double.books.jobs.values()
        assert first["asked"] == second["asked"]
        assert theirs.usage.cost == float(ours.cost)  # type: ignore[arg-type]


def test_openrouters_own_library_completes_the_same_clip_as_the_adapter(tmp_path: Path):
    endpoint = TABLE.find("video", "openrouter/bytedance/seedance-2.0")
    assert endpoint is not None
    pictures = Pictures(tmp_path)
    with (
        OpenRouter(tmp_path / "openrouter") as double,
        Library(api_key=KEY, server_url=double.api) as library,
    ):
        maker = OpenRouterVideos(client_of("openrouter", double.api), endpoint)
        request = video_request(pictures, references=pictures.references(2))
        ours = completed(maker, request, pictures, tmp_path / "ours")
        body = maker.body(request, pictures.file)
        taken = library.video_generation.generate(**body)
        told = library.video_generation.get_generation(job_id=taken.id)
        assert told.status == "completed"
        data = library.video_generation.get_video_content(job_id=taken.id, index=0)
        assert data.read() == ours.path.read_bytes()
        first, second = double.books.jobs.values()
        assert {**first["asked"], "callback_url": ""} == {**second["asked"], "callback_url": ""}
