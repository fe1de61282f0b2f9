"""What goes wrong at OpenRouter: each fault is one named error in one sentence, and books what it may have cost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from providers.vendors.endpoints import downloads
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.openrouter.adapter import OpenRouterImages, OpenRouterVideos
from tests.kit.vendors.contract import Pictures, client_of, image_request, video_request
from tests.kit.vendors.faults import Case, behaving, observed
from tests.kit.vendors.manners import KEY
from tests.kit.vendors.openrouter import OpenRouter
from tests.providers.vendors.openrouter.cases import IMAGE_CASES, VIDEO_CASES

TABLE = Endpoints.load()


@pytest.fixture(scope="module")
def router(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRouter]:
    with OpenRouter(tmp_path_factory.mktemp("openrouter")) as double:
        yield double


def seen(router: OpenRouter, case: Case, maker: Any, request: Any, pictures: Pictures, into: Path) -> None:
    behaving(router, case.fault, says=f"for Bearer {KEY}")
    before = router.books.did["take"]
    outcome, said = observed(maker, request, pictures, into)
    assert outcome == case.outcome, said
    assert KEY not in said
    assert "\n" not in said
    assert router.books.did["take"] - before <= 1, "nothing is asked for twice"


@pytest.mark.parametrize("case", IMAGE_CASES, ids=lambda case: case.said)
def test_what_goes_wrong_with_a_picture_is_one_named_error(router: OpenRouter, tmp_path: Path, case: Case):
    endpoint = TABLE.find("image", "openrouter/google/gemini-nano-banana-2.1")
    assert endpoint is not None
    pictures = Pictures(tmp_path)
    maker = OpenRouterImages(client_of("openrouter", router.api), endpoint)
    seen(router, case, maker, image_request(pictures), pictures, tmp_path / "made")


@pytest.mark.parametrize("case", VIDEO_CASES, ids=lambda case: case.said)
def test_what_goes_wrong_with_a_clip_is_one_named_error(
    router: OpenRouter, tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(downloads, "MOST_BYTES", 64 * 2**20)
    endpoint = TABLE.find("video", "openrouter/alibaba/wan-2.7")
    assert endpoint is not None
    pictures = Pictures(tmp_path)
    maker = OpenRouterVideos(client_of("openrouter", router.api), endpoint)
    seen(router, case, maker, video_request(pictures, seconds=1.5), pictures, tmp_path / "made")
