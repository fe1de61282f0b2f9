"""The camera moves smoothly, where it was told to, and never beyond the picture."""

import hashlib
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from infra.media.conform import is_conformed
from infra.media.probe import probe
from infra.media.target import Target
from models.cut.delivery import Codec, Picture
from models.errors import InvalidRequest
from models.orders.assets import Blob
from models.orders.requests import VideoRequest
from models.shots.shot_list import MOVEMENTS, Movement, Shot
from providers.base import Bench, Renderer
from providers.offline.camera import CameraMove, eased, window_at

WIDTH, HEIGHT, FRAMES = 320, 180, 48


STILLS: dict[Blob, Path] = {}
"""Where the stills of these tests lie."""


def still_at(path: Path) -> Blob:
    data = path.read_bytes()
    blob = Blob(sha256=hashlib.sha256(data).hexdigest(), suffix=path.suffix, size=len(data))
    STILLS[blob] = path
    return blob


def picture(tmp_path: Path, pixels: np.ndarray, name: str = "still.png") -> Blob:
    path = tmp_path / name
    Image.fromarray(pixels).save(path)
    return still_at(path)


def spot(width: int = WIDTH, height: int = HEIGHT, at: tuple[float, float] = (0.6, 0.42)) -> np.ndarray:
    """A soft bright spot on black: where it is can be measured to a hundredth of a pixel."""
    y, x = np.mgrid[:height, :width] + 0.5
    far = ((x - at[0] * width) ** 2 + (y - at[1] * height) ** 2) / (width / 32) ** 2
    return np.repeat((230 * np.exp(-far / 2)).astype(np.uint8)[..., None], 3, axis=2)


def request(
    still: Blob,
    movement: Movement = "push",
    frames: int = FRAMES,
    prompt: str = "A spot",
    codec: Codec = "h264",
    fps: int = 24,
) -> VideoRequest:
    shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt=prompt, camera_movement=movement)
    film = Picture(width=WIDTH, height=HEIGHT, fps=fps, codec=codec)
    return VideoRequest(shot=shot, still=still, frames=frames, picture=film)


def render(request: VideoRequest, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    maker: Renderer[VideoRequest] = CameraMove()
    return maker.render(request, Bench(folder, STILLS.__getitem__)).path


def luma(clip: Path) -> np.ndarray:
    with av.open(clip) as container:
        return np.array([frame.to_ndarray()[: frame.height] for frame in container.decode(video=0)], float)


def spots(clip: Path) -> np.ndarray:
    """Where the spot is in each frame, x and y in pixels."""
    frames = np.clip(luma(clip) - 24, 0, None)
    y, x = np.mgrid[: frames.shape[1], : frames.shape[2]] + 0.5
    weight = frames.sum((1, 2))
    return np.stack([(frames * x).sum((1, 2)) / weight, (frames * y).sum((1, 2)) / weight], 1)


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_a_move_is_smooth_to_a_fraction_of_a_pixel(tmp_path, movement):
    path = spots(render(request(picture(tmp_path, spot()), movement), tmp_path / "clip"))
    windows = [window_at(movement, n / (FRAMES - 1), FRAMES / 24) for n in range(FRAMES)]
    ideal = np.array([((0.6 - w.left) / w.size * WIDTH, (0.42 - w.top) / w.size * HEIGHT) for w in windows])
    assert np.abs(path - ideal).max() < 0.25
    jitter = np.diff(path - ideal, 2, axis=0)
    # Windows rounded to whole pixels would give 0.7; what is left here is the encoder's.
    assert np.sqrt((jitter**2).mean()) < 0.1


@pytest.mark.parametrize(
    ("movement", "axis", "sign"),
    [("pan-right", 0, -1), ("pan-left", 0, 1), ("tilt-down", 1, -1), ("tilt-up", 1, 1)],
)
def test_the_picture_slides_against_the_camera(tmp_path, movement, axis, sign):
    moved = np.diff(spots(render(request(picture(tmp_path, spot()), movement), tmp_path / "clip")), axis=0)
    assert (moved[10:-10, axis] * sign > 0).all()
    assert moved.sum(0)[axis] * sign > 0.04 * (WIDTH, HEIGHT)[axis]
    assert np.abs(moved[:, 1 - axis]).max() < 0.1


def test_a_push_comes_closer_a_pull_goes_back_and_a_hold_barely_creeps(tmp_path):
    still = picture(tmp_path, spot())

    def growth(movement: Movement) -> float:
        bright = (luma(render(request(still, movement), tmp_path / movement)) > 120).sum((1, 2))
        return float(bright[-1] / bright[0])

    assert growth("push") > 1.06
    assert growth("pull") < 0.94
    assert 1.0 <= growth("hold") < 1.04


def test_a_push_starts_on_the_very_still(tmp_path):
    pixels = np.random.default_rng(3).integers(0, 255, (9, 16), np.uint8)
    still = Image.fromarray(pixels).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC).convert("RGB")
    first = luma(render(request(picture(tmp_path, np.asarray(still))), tmp_path / "clip"))[0]
    shown = (first - 16) * 255 / 219
    assert np.abs(shown - np.asarray(still)[..., 1]).mean() < 2


@pytest.mark.parametrize("movement", MOVEMENTS)
@pytest.mark.parametrize("seconds", [1 / 24, 2.0, 60.0])
def test_the_camera_never_looks_past_the_edge(movement, seconds):
    for share in np.linspace(0, 1, 101):
        left, top, size = window_at(movement, float(share), seconds)
        assert left >= 0
        assert top >= 0
        assert left + size <= 1 + 1e-12
        assert top + size <= 1 + 1e-12


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_a_picture_bright_to_its_edge_stays_bright_to_the_clips_edge(tmp_path, movement):
    still = picture(tmp_path, np.full((HEIGHT, WIDTH, 3), 250, np.uint8))
    assert luma(render(request(still, movement, frames=6), tmp_path / "clip")).min() > 225


def test_a_move_starts_and_ends_at_rest():
    speed = np.diff([eased(n / 1000) for n in range(1001)])
    assert (speed >= 0).all()
    assert speed[0] < 0.01 * speed.max()
    assert speed[-1] < 0.01 * speed.max()
    assert eased(0) == 0
    assert eased(1) == 1


@pytest.mark.parametrize(
    ("fps", "codec"), [(24, "h264"), (25, "h264"), (60, "h264"), (24, "hevc"), (30, "av1")]
)
def test_a_clip_is_cut_into_the_film_without_being_encoded_again(tmp_path, fps: int, codec: Codec):
    asked = request(picture(tmp_path, spot()), fps=fps, codec=codec).model_copy(update={"edge": 12})
    clip = render(asked, tmp_path / "clip")
    assert is_conformed(clip, Target(Picture(width=WIDTH, height=HEIGHT, fps=fps, codec=codec), FRAMES, 12))
    assert not is_conformed(
        clip, Target(Picture(width=WIDTH, height=HEIGHT, fps=fps, codec=codec), FRAMES, 11)
    )


def test_a_move_goes_as_far_in_a_second_at_any_rate(tmp_path):
    still = picture(tmp_path, spot())
    slow = render(request(still, "pan-left", frames=25, fps=25), tmp_path / "slow")
    fast = render(request(still, "pan-left", frames=50, fps=50), tmp_path / "fast")
    assert spots(slow)[[0, -1]] == pytest.approx(spots(fast)[[0, -1]], abs=0.1)
    assert probe(slow).seconds == probe(fast).seconds == pytest.approx(1.0)


@pytest.mark.parametrize("frames", [1, 2, 31])
def test_a_clip_has_exactly_the_frames_and_the_size_asked_for(tmp_path, frames):
    facts = probe(render(request(picture(tmp_path, spot()), frames=frames), tmp_path / "clip"))
    assert (facts.frames, facts.width, facts.height) == (frames, WIDTH, HEIGHT)


def test_a_still_of_another_shape_fills_the_frame_undistorted(tmp_path):
    still = picture(tmp_path, spot(width=400, height=400, at=(0.5, 0.5)))
    frame = luma(render(request(still, "hold", frames=1), tmp_path / "clip"))[0] > 120
    wide, high = frame.any(0).sum(), frame.any(1).sum()
    assert abs(int(wide) - int(high)) <= 1


def test_the_same_request_gives_the_same_bytes(tmp_path):
    asked = request(picture(tmp_path, spot()), "pan-left", frames=12)
    assert render(asked, tmp_path / "a").read_bytes() == render(asked, tmp_path / "b").read_bytes()


def test_the_recipe_follows_what_is_seen_and_nothing_else(tmp_path):
    still = picture(tmp_path, spot())
    other = picture(tmp_path, spot(at=(0.3, 0.3)), "other.png")
    maker = CameraMove()
    key = maker.recipe(request(still)).key()
    reworded = request(still, prompt="another wording").model_copy(update={"seed": 9})
    assert maker.recipe(reworded).key() == key
    others = [request(still, "pull"), request(still, frames=FRAMES + 1), request(other)]
    others += [request(still, codec="av1"), request(still, fps=25)]
    others += [request(still).model_copy(update={"edge": 12})]
    assert len({key, *(maker.recipe(changed).key() for changed in others)}) == 7
    assert maker.quote(request(still)).usd == 0


def test_a_broken_still_is_refused_by_name(tmp_path):
    (tmp_path / "still.png").write_bytes(b"no picture")
    broken = still_at(tmp_path / "still.png")
    with pytest.raises(InvalidRequest, match=r"still\.png"):
        render(request(broken), tmp_path / "clip")


def test_a_move_that_is_stopped_leaves_no_half_clip(tmp_path):
    class Stopped(Exception):
        pass

    def stop(share: float) -> None:
        if share > 0.5:
            raise Stopped

    with pytest.raises(Stopped):
        CameraMove().render(request(picture(tmp_path, spot())), Bench(tmp_path, STILLS.__getitem__, stop))
    assert [path.name for path in tmp_path.iterdir()] == ["still.png"]
