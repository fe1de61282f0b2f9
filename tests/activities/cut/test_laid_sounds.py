"""Where the sounds of scenes, sounds that were given and the pieces of a score lie in a film."""

import pytest

from activities.cut.composition import compose
from activities.cut.laid_sounds import effect_files, effect_names, unheard
from activities.cut.recipes import cut_recipe, sound_recipe
from models.cut.cutlist import CutList, CutShot
from models.cut.delivery import Delivery
from models.cut.effects import CutEffect, GivenEffect
from models.cut.score import ScorePiece
from models.cut.timeline import TimelineSound
from models.orders.assets import Blob
from models.orders.scene_effects import effect_s, scenes_of
from models.shots.shot_list import Shot

CLIP = Blob(sha256="a" * 64, suffix=".mp4", size=1)
SEA, ATTIC, DOOR, RAIN = (Blob(sha256=digit * 64, suffix=".mp3", size=1) for digit in "bcde")
ONE, TWO = (Blob(sha256=digit * 64, suffix=".mp3", size=1) for digit in "01")


def shot(number: int, scene: str, effect: Blob | None = None, **fields: object) -> CutShot:
    made = {
        "shot_id": f"shot_{number:03d}",
        "shot_number": number,
        "frames": 96,
        "clip": CLIP,
        "scene": scene,
    }
    heard = {"effect": CutEffect(sound=effect, seconds=30)} if effect else {}
    return CutShot.model_validate({**made, **heard, **fields})


def cut_list(*shots: CutShot, **fields: object) -> CutList:
    given = {"film_id": "f", "title": "T", "width": 1280, "height": 720, "title_frames": 24, "end_frames": 24}
    delivery = Delivery(transition_s=0.5)
    return CutList.model_validate({**given, "shots": shots, "delivery": delivery, **fields})


def named(cut: CutList) -> dict[str, TimelineSound]:
    return {one.name: one for one in compose(cut, ONE, {}).effects}


def test_a_scene_is_heard_from_its_first_shot_to_its_last_and_blends_as_they_do() -> None:
    cut = cut_list(
        *(shot(1, "the sea", SEA), shot(2, "the sea", SEA)),
        shot(3, "an attic", ATTIC, transition="crossfade"),
    )
    effects = named(cut)
    sea, attic = effects["shot_001/effect"], effects["shot_003/effect"]
    assert (sea.start, sea.seconds) == (1.0, 8.0)
    assert (attic.start, attic.seconds) == (8.5, 4.0)
    assert (sea.fall, attic.rise, sea.looped, attic.looped) == (0.5, 0.5, True, True)
    assert sea.start + sea.seconds - attic.start == 0.5


def test_a_scene_with_a_sound_of_its_own_has_no_ambience_and_the_others_have_theirs() -> None:
    texts = [one.text for one in compose(cut_list(shot(1, "the sea", SEA), shot(2, "rain")), ONE, {}).effects]
    assert "sea" not in texts
    assert "rain" in texts


def test_sounds_that_were_given_lie_under_all_or_at_their_shot_and_one_for_no_shot_is_said() -> None:
    given = (
        GivenEffect(file=RAIN),
        GivenEffect(file=DOOR, shot="2"),
        GivenEffect(file=DOOR, shot="shot_009"),
    )
    cut = cut_list(shot(1, ""), shot(2, ""), given=given)
    effects = named(cut)
    assert (effects["effect_1"].start, effects["effect_1"].seconds) == (0.0, 10.0)
    assert (effects["effect_2"].start, effects["effect_2"].seconds) == (5.0, 4.0)
    assert (effects["effect_1"].looped, effects["effect_2"].looped) == (True, False)
    assert "effect_3" not in effects
    assert unheard(cut) == ("There is no shot 'shot_009': the effect that was given for it is not heard.",)
    assert effect_files(cut)["effects/given_2.mp3"] == DOOR
    assert effect_names(cut)["effect_1"] == "effects/given_1.mp3"


def test_the_pieces_of_a_score_lie_one_after_another_and_blend() -> None:
    cut = cut_list(*(shot(number, "", frames=24 * 50) for number in range(1, 6)))
    pieces = (
        ScorePiece(sound=ONE, start=0.0, seconds=200.0),
        ScorePiece(sound=TWO, start=198.5, seconds=60.0),
    )
    first, second = compose(cut, ONE, {}, None, pieces).music
    assert (first.name, first.start, first.seconds, first.rise, first.fall) == (
        "score",
        0.0,
        200.0,
        None,
        1.5,
    )
    assert (second.name, second.start, second.rise, second.fall) == ("score_2", 198.5, 1.5, None)
    assert second.start + second.seconds == pytest.approx(252.0)


def test_what_is_not_asked_for_changes_no_recipe() -> None:
    cut = cut_list(shot(1, "the sea"))
    told = cut_recipe(cut, ONE).parameters
    assert not {"given", "pieces"} & {*told}
    assert "effect" not in told["shots"][0]
    assert {*sound_recipe(compose(cut, ONE, {}), -14).parameters} == {
        *("voice", "music", "effects", "seconds", "loudness")
    }
    with_effect = cut_recipe(cut_list(shot(1, "the sea", SEA)), ONE)
    assert with_effect.key() != cut_recipe(cut, ONE).key()
    assert SEA.sha256 in with_effect.inputs


def test_shots_in_a_row_that_share_a_place_and_an_hour_ask_for_one_effect() -> None:
    def told(number: int, place: str, hour: str = "night") -> Shot:
        places = (place,) if place else ()
        fields = {"landscapes": places, "time_of_day": hour, "enhanced_prompt": f"A door, {number}"}
        return Shot.model_validate(
            {"shot_id": f"shot_{number:03d}", "shot_number": number, "duration": 3, **fields}
        )

    scenes = scenes_of((told(1, "a pier"), told(2, "a pier"), told(3, ""), told(4, ""), told(5, "a pier")))
    assert [(one.shots, one.words) for one in scenes] == [
        (("shot_001", "shot_002"), "a pier, night"),
        (("shot_003",), "A door, 3"),
        (("shot_004",), "A door, 4"),
        (("shot_005",), "a pier, night"),
    ]


@pytest.mark.parametrize(
    ("heard", "asked"), [(1.0, 5.0), (4.0, 5.0), (4.2, 10.0), (29.0, 30.0), (90.0, 30.0)]
)
def test_an_effect_is_asked_for_in_steps_and_half_a_minute_at_most(heard: float, asked: float) -> None:
    assert effect_s(heard) == asked
