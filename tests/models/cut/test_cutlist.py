"""How shots follow each other, and how long they are for it."""

import pytest

from models.brief import Brief
from models.cut.cutlist import CutShot, cut_list, handles, transitions
from models.cut.delivery import Delivery
from models.cut.frame_size import frame_size
from models.cut.lengths import clip_frames, measured_frames
from models.shots.shot_list import Shot


def shot(number: int, place: str = "the quay", **fields: object) -> Shot:
    return Shot.model_validate(
        {"shot_number": number, "enhanced_prompt": "x", "landscapes": [place], **fields}
    )


def test_shots_of_one_place_are_cut_and_another_place_is_faded_to() -> None:
    shots = [shot(1), shot(2), shot(3, "the attic"), shot(4, "the attic", time_of_day="night")]
    assert transitions(shots, Delivery()) == ("cut", "cut", "crossfade", "crossfade", "fade-black")


def test_shots_without_a_place_are_cut() -> None:
    shots = [Shot(shot_id=f"shot_{n}", shot_number=n, enhanced_prompt="x") for n in (1, 2, 3)]
    assert transitions(shots, Delivery()) == ("cut", "cut", "cut", "fade-black")


def test_what_a_shot_says_goes_before_what_the_film_says() -> None:
    shots = [shot(1), shot(2, transition="wipe-left"), shot(3)]
    assert transitions(shots, Delivery(transition="fade-white")) == (
        "cut",
        "wipe-left",
        "fade-white",
        "cut",
    )


def test_a_shot_is_longer_by_the_transition_that_follows_it() -> None:
    shots = [shot(1), shot(2, "the attic"), shot(3, "the attic")]
    delivery = Delivery(fps=25, transition_s=0.4)
    assert handles(shots, delivery) == {"shot_001": 10, "shot_002": 0, "shot_003": 10}
    assert clip_frames(2.0, 0.0, 25, 10) == 60


def test_a_clip_is_as_long_as_it_is_unless_its_voice_needs_more() -> None:
    assert measured_frames(5.0, 0.0) == 120
    assert measured_frames(5.0, 3.0) == 120
    assert measured_frames(2.0, 3.0, fps=24, handle=12) == round(3.6 * 24) + 12


@pytest.mark.parametrize(
    ("aspect", "resolution", "size"),
    [("16:9", "720p", (1280, 720)), ("9:16", "1080p", (1080, 1920)), ("1:1", "2160p", (2880, 2880))],
)
def test_every_shape_comes_in_every_size(aspect: str, resolution: str, size: tuple[int, int]) -> None:
    assert frame_size(aspect, resolution) == size  # type: ignore[arg-type]


def test_keyframes_are_never_drawn_larger_than_1080_lines() -> None:
    assert Delivery(resolution="2160p").drawn_size("16:9") == (1920, 1080)
    assert Delivery(resolution="720p").drawn_size("16:9") == (1280, 720)


def test_a_film_that_asks_for_nothing_new_keeps_the_id_it_always_had() -> None:
    plain = Brief(prompt="The last lighthouse keeper finds a door in the sea")
    asked = plain.model_copy(update={"delivery": Delivery(fps=25)})
    assert plain.film_id() == "the-last-lighthouse-keeper-finds-a-16f5cc"
    assert asked.digest() != plain.digest()


def test_the_length_counts_an_overlap_once() -> None:
    shots = [shot(1), shot(2, "the attic")]
    cut = [CutShot(shot_id=one.shot_id, shot_number=n, frames=60) for n, one in enumerate(shots, 1)]
    brief = Brief(shots=tuple(shots), seconds=10)
    listed = cut_list(brief, "film", "Title", "en", shots, cut)
    cards = listed.title_frames + listed.end_frames
    assert listed.seconds == pytest.approx((cards + 120 - 2 * 12) / 24)
