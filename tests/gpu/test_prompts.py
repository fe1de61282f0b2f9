"""Prompts of who waits for a card are encoded by the run in front of it, and what is made of them is the same bit for bit."""

import threading
from pathlib import Path
from typing import Any

import pytest

from models.shots.shot_list import Shot
from providers.base import Progress
from providers.open_models.clips import OpenClips
from providers.open_models.clips import provider as clips
from providers.open_models.clips.interpolation import save_clip
from providers.open_models.entry import Memory
from providers.open_models.pictures.loras import Lora
from providers.open_models.pictures.open_pictures import OpenPictures
from tests.gpu.kit.at_work import KeptInFolder, Killed, bay_at, bench_at
from tests.gpu.kit.tiny_loras import sdxl_lora
from tests.gpu.kit.tiny_parts import TinyShelf
from tests.gpu.kit.tiny_sdxl import sdxl
from tests.gpu.kit.two_runs import BEHIND, FRONT, LONG_S, Encodings, both
from tests.gpu.test_clips import RESTRICTED, bench_of, request_of
from tests.gpu.test_clips import model_of as clip_model
from tests.gpu.test_pictures import CASES, Case, every_case, model_of, request

pytestmark = pytest.mark.gpu


@pytest.fixture(autouse=True)
def _small_references(monkeypatch: pytest.MonkeyPatch) -> None:
    module = "diffusers.pipelines.qwenimage.pipeline_qwenimage_edit_plus"
    monkeypatch.setattr(f"{module}.VAE_IMAGE_SIZE", 64 * 64)
    monkeypatch.setattr(f"{module}.CONDITION_IMAGE_SIZE", 64 * 64)


class Pair:
    """Two pictures of one model on one card, and who encoded their prompts."""

    def __init__(
        self, folder: Path, tiny: TinyShelf, patch: pytest.MonkeyPatch, case: Case = CASES[0]
    ) -> None:
        self.folder, self.case = folder, case
        self.model = model_of(case, tiny)
        self.bay = bay_at(folder)
        self.loras: tuple[Lora, ...] = ()
        self.encodings = Encodings(self.bay, self.model, patch)

    def picture(self, prompt: str, progress: Progress = lambda _: None, **other: Any) -> bytes:
        kept = KeptInFolder(self.folder / f"kept {prompt} {len(list(self.folder.iterdir()))}")
        given = {"files": lambda blob: self.folder / blob.sha256, "progress": progress, "kept": kept}
        loras = other.pop("loras", ())
        asked = request(self.folder, self.case.references, f"The {prompt} boat", **other)
        maker = OpenPictures(self.model, self.bay, loras)
        return maker.render(
            asked, bench_at(self.folder / "into", name=prompt + str(len(self.encodings.asked)), **given)
        ).path.read_bytes()

    def both(self, **other: Any) -> list[Any]:
        kills = other.pop("kills", False)
        made = both(
            lambda progress: self.picture("first", progress),
            lambda progress: self.picture("second", progress, **other),
            kills=kills,
        )
        for one in made:
            if isinstance(one, BaseException) and not isinstance(one, Killed):
                raise one
        return made


@pytest.fixture
def pair(tmp_path: Path, tiny: TinyShelf, monkeypatch: pytest.MonkeyPatch) -> Pair:
    return Pair(tmp_path, tiny, monkeypatch)


@every_case
def test_a_picture_is_the_same_whether_its_prompts_were_encoded_ahead_or_not(
    case: Case, tiny: TinyShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = Pair(tmp_path, tiny, monkeypatch, case)
    alone = [pair.picture("first"), pair.picture("second")]
    times = len(pair.encodings.asked)
    assert pair.both() == alone
    assert pair.encodings.of("second")[-1] == FRONT
    assert BEHIND not in [who for who, _ in pair.encodings.asked], (
        "nothing was left to be encoded in its turn"
    )
    assert len(pair.encodings.asked) == 2 * times, "and nothing was encoded twice"


@pytest.mark.parametrize("name", ["wan-5b", "wan-14b", "ltx-2"])
def test_so_is_a_clip(name: str, tiny: TinyShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bay, model = bay_at(tmp_path, RESTRICTED), clip_model(name, tiny)
    encodings, maker = Encodings(bay, model, monkeypatch), OpenClips(model, bay)

    def clip(word: str, into: str, progress: Progress = lambda _: None) -> bytes:
        shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt=f"The {word} boat")
        asked = request_of(tmp_path).model_copy(update={"shot": shot})
        return maker.render(asked, bench_of(tmp_path, into, progress=progress)).path.read_bytes()

    alone = [clip("first", "a"), clip("second", "b")]
    made = both(lambda progress: clip("first", "c", progress), lambda progress: clip("second", "d", progress))
    assert made == alone
    assert encodings.of("second")[1:] == [FRONT]


@pytest.mark.parametrize("said", ["CUDA out of memory. Tried to allocate 2.00 GiB.", "anything else"])
def test_where_that_fails_neither_is_worse_off(said: str, pair: Pair) -> None:
    alone = [pair.picture("first"), pair.picture("second")]
    pair.encodings.fails = RuntimeError(said)
    assert pair.both() == alone
    assert pair.encodings.of("second")[1:] == [FRONT, BEHIND], "it was tried once, and done in its turn"


def test_what_was_cancelled_while_it_waited_is_not_encoded(pair: Pair) -> None:
    first = pair.picture("first")
    made = pair.both(kills=True)
    assert made[0] == first
    assert isinstance(made[1], Killed)
    assert pair.encodings.of("second") == []


def test_prompts_of_a_picture_that_wears_something_else_wait_for_their_turn(
    pair: Pair, tmp_path: Path
) -> None:
    worn = (Lora(sdxl_lora(tmp_path / "lora", sdxl)),)
    alone = [pair.picture("first"), pair.picture("second", loras=worn)]
    assert pair.both(loras=worn) == alone
    assert pair.encodings.of("second")[1:] == [BEHIND]


@pytest.mark.parametrize(
    ("way", "spared"), [(Memory(vram_gb=9, offload="model"), {}), (Memory(vram_gb=9), {"tiles": True})]
)
def test_where_memory_is_short_nothing_is_encoded_ahead(
    way: Memory, spared: dict[str, Any], pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = pair.model.name
    monkeypatch.setitem(pair.bay._loaded, name, pair.bay._loaded[name]._replace(memory=way, spared=spared))
    pair.both()
    assert pair.encodings.of("second") == [BEHIND]


def test_where_the_run_in_front_is_short_of_memory_what_was_encoded_is_given_up(pair: Pair) -> None:
    def picture(progress: Progress) -> bytes:
        def short(share: float) -> None:
            progress(share)
            if FRONT in pair.encodings.of("second"):
                pair.bay.clear_for(pair.bay._loaded[pair.model.name])

        return pair.picture("first", short)

    alone = pair.picture("second")
    made = both(picture, lambda progress: pair.picture("second", progress))
    assert made[1] == alone
    assert pair.encodings.of("second")[1:] == [FRONT, BEHIND]


def test_while_a_clip_is_encoded_the_next_has_the_card(
    tiny: TinyShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bay, model, save = bay_at(tmp_path, RESTRICTED), clip_model("svd", tiny), save_clip
    maker, made = OpenClips(model, bay), threading.Event()

    def slow(*given: Any) -> None:
        if given[3].parent.name == "first":
            assert made.wait(LONG_S), "the second was not made while the first was encoded"
        save(*given)

    monkeypatch.setattr(clips, "save_clip", slow)

    def second(progress: Progress) -> bytes:
        clip = maker.render(request_of(tmp_path), bench_of(tmp_path, "second", progress=progress)).path
        made.set()
        return clip.read_bytes()

    def first(progress: Progress) -> bytes:
        bench = bench_of(tmp_path, "first", progress=progress)
        return maker.render(request_of(tmp_path), bench).path.read_bytes()

    one, other = both(first, second)
    assert one == other
