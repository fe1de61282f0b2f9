"""The order in which what was refused is tried otherwise, and what counts as the same asked again."""

import pytest

from models.cut.delivery import Picture
from models.errors import Refused
from models.orders.assets import Blob
from models.orders.cast import Cast, Choice
from models.orders.ladder import mark_of, others, refused_before, reseeded, rungs_after, silenced
from models.orders.requests import ImageRequest, Order, VideoRequest
from models.shots.refusals import RefusedTry, Rung
from models.shots.shot_list import Shot

SHOT = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="a quay")
KLING = Choice(kind="video", provider="fal/kling", label="fal", revision="1", hosted=True)


def clip(
    *, sound: bool = False, words: str = "a quay", seed: int = 0, choice: Choice = KLING
) -> Order[VideoRequest]:
    shot = SHOT.model_copy(update={"enhanced_prompt": words})
    still = Blob(sha256="a" * 64, suffix=".png", size=1)
    request = VideoRequest(
        shot=shot, still=still, frames=24, picture=Picture(width=64, height=36), seed=seed, sound=sound
    )
    return Order[VideoRequest](choice=choice, request=request)


def picture(seed: int = 0) -> Order[ImageRequest]:
    flux = Choice(kind="image", provider="fal/flux", label="fal", revision="1", seeded=True)
    return Order[ImageRequest](choice=flux, request=ImageRequest(shot=SHOT, width=64, height=64, seed=seed))


SEEDED = clip(choice=KLING.model_copy(update={"seeded": True}))
SOUNDING = clip(sound=True, choice=KLING.model_copy(update={"seeded": True, "silences": True}))


@pytest.mark.parametrize(
    ("of", "order", "done", "uploads", "rungs"),
    [
        ("output", SOUNDING, (), False, ("seed", "sound", "other")),
        ("output", SOUNDING, ("seed",), True, ("sound", "other")),
        ("output", SEEDED, (), False, ("seed", "other")),
        ("output", clip(sound=True), (), False, ("other",)),
        ("output", picture(), ("seed", "other"), False, ()),
        ("words", SOUNDING, (), False, ("reword",)),
        ("words", picture(), (), True, ("reword",)),
        ("input", picture(), ("reword",), False, ("other",)),
        ("input", picture(), ("reword", "other"), False, ()),
        ("input", picture(), (), True, ()),
        ("picture", SOUNDING, (), False, ()),
    ],
)
def test_what_was_made_is_tried_otherwise_and_what_was_given_only_in_other_words(
    of: Refused, order: Order[VideoRequest], done: tuple[Rung, ...], uploads: bool, rungs: tuple[Rung, ...]
) -> None:
    assert rungs_after(of, order, done, uploads=uploads) == rungs


def test_another_seed_is_another_one_and_stays_a_seed() -> None:
    assert 0 <= reseeded(picture(2**31 - 1)).request.seed < 2**31
    assert reseeded(picture()).request.seed != picture().request.seed
    assert silenced(SOUNDING).request.sound is False  # type: ignore[union-attr]


def test_what_was_given_is_the_same_whatever_the_seed_and_what_was_made_is_not() -> None:
    one, other = clip(), clip(seed=7, sound=True)
    assert mark_of(one, "words") == mark_of(one, "input") == mark_of(other, "picture")
    assert mark_of(one, "output") != mark_of(other, "output")
    assert mark_of(one, "input") != mark_of(clip(words="a boat"), "input")
    elsewhere = clip(choice=KLING.model_copy(update={"provider": "fal/veo"}))
    assert mark_of(one, "input") != mark_of(elsewhere, "input")
    tried = RefusedTry(part="clip", take=1, by="fal/kling", of="words", asked=mark_of(one, "words"))
    assert refused_before(other, (tried,)) == tried
    assert refused_before(elsewhere, (tried,)) is None


def test_who_was_named_for_a_vendor_that_is_down_goes_before_the_films_own_and_the_profiles() -> None:
    def choice(name: str) -> Choice:
        return KLING.model_copy(update={"provider": name})

    kinds = {
        kind: Choice(kind=kind, provider=kind, label="cpu", revision="1")
        for kind in ("llm", "image", "speech", "music")
    }
    film = Cast.model_validate(
        {
            **kinds,
            "video": choice("fal/film"),
            "instead": (choice("fal/film"), choice("fal/profile"), kinds["image"]),
        }
    )
    spared = KLING.model_copy(update={"fallback": choice("camera")})
    assert [one.provider for one in others(spared, film, film)] == ["camera", "fal/film", "fal/profile"]
    assert [one.provider for one in others(choice("fal/film"), film, film)] == ["fal/profile"]
    offline = film.model_copy(
        update={"video": Choice(kind="video", provider="camera", label="cpu", revision="1")}
    )
    assert [one.provider for one in others(KLING, offline, offline)] == ["fal/film", "fal/profile"]
