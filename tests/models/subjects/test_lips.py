"""Whose lips are moved: one who is seen from the front and speaks, by what the shot list knows."""

import pytest

from models.brief import Brief
from models.shots.lines import Line
from models.shots.shot_list import Shot
from models.subjects.bible import bible_of
from models.subjects.lips import left_alone, lips_wanted

EMMA, TOM = Line(subject="Emma", text="Where were you?"), Line(subject="Tom", text="Here.")
TOLD = Line(text="It was dark.")
THOUGHT = Line.model_validate({"subject": "Emma", "text": "He lies.", "as": "thought"})
VOICE_OVER = Line.model_validate({"subject": "Emma", "text": "I was ten.", "as": "narration"})


def shot(*lines: Line, words: str = "Emma at a table", **fields: object) -> Shot:
    given = {"characters": ("Emma",), "shot_type": "close-up", **fields}
    return Shot.model_validate(
        {"shot_id": "shot_001", "shot_number": 1, "enhanced_prompt": words, "lines": lines, **given}
    )


ALONE = [
    (shot(), "nothing is said in it"),
    (shot(TOLD), "a narrator is heard, and nobody who is there"),
    (shot(VOICE_OVER), "a narrator is heard, and nobody who is there"),
    (shot(THOUGHT), "what is heard is only thought"),
    (
        shot(EMMA, TOM, characters=("Emma", "Tom")),
        "Emma and Tom speak in it, and only one person's can be moved",
    ),
    (shot(TOM), "Tom is heard and not seen"),
    (
        shot(EMMA, characters=("Emma", "Tom")),
        "Emma and Tom are seen, and whose are to move cannot be said",
    ),
    (shot(EMMA, shot_type="extreme-wide"), "Emma is too far away"),
    (shot(EMMA, camera_angle="overhead"), "Emma is seen from above"),
]
FROM_ELSEWHERE = {
    "Emma, seen from behind": "from behind",
    "Emma in profile at a window": "in profile",
    "Side view of Emma": "Side view",
    "Emma with her back to the camera": "her back to",
    "An over-the-shoulder shot of Emma": "over-the-shoulder",
    "Emma's silhouette against the sea": "silhouette",
    "Emma facing away": "facing away",
    "Emma von hinten": "von hinten",
    "Emma im Profil": "im Profil",
    "Emma, de dos": "de dos",
    "Emma de perfil": "de perfil",
}
FACED = (
    "Emma at a table",
    "Emma speaks from behind the counter",
    "Emma reads a profile in a newspaper",
    "Emma at the side of the road",
    "Emma with a bag on her back",
)


@pytest.mark.parametrize(("one", "why"), ALONE, ids=[why for _, why in ALONE])
def test_lips_are_left_alone_for_a_reason(one: Shot, why: str) -> None:
    assert left_alone(one, bible_of((), (), (one,))) == why


@pytest.mark.parametrize(("words", "found"), FROM_ELSEWHERE.items())
@pytest.mark.parametrize("field", ["enhanced_prompt", "action", "start_frame_prompt"])
def test_a_face_from_the_side_or_from_behind_is_left_alone_by_the_words_that_say_so(
    words: str, found: str, field: str
) -> None:
    one = shot(EMMA).model_copy(update={field: words})
    why = left_alone(one, bible_of((), (), (one,)))
    assert why == f"its words say “{found}”, and a face has to be seen from the front"


@pytest.mark.parametrize("words", FACED)
@pytest.mark.parametrize("lines", [(EMMA,), (TOLD, EMMA, THOUGHT), (EMMA, TOLD, EMMA)])
def test_one_who_is_seen_from_the_front_and_speaks_is_moved_whoever_tells_something_beside(
    words: str, lines: tuple[Line, ...]
) -> None:
    one = shot(*lines, words=words)
    assert left_alone(one, bible_of((), (), (one,))) == ""


@pytest.mark.parametrize(
    ("film", "own", "wanted"),
    [(False, None, False), (True, None, True), (True, False, False), (False, True, True)],
)
def test_a_shot_says_otherwise_than_its_film(film: bool, own: bool | None, wanted: bool) -> None:
    one = shot(EMMA, lip_sync=own)
    brief = Brief(shots=(one,), lip_sync=film)
    assert lips_wanted(one, brief) is wanted


def test_no_film_is_another_film_because_lips_could_be_moved() -> None:
    one, asked = shot(EMMA), shot(EMMA, lip_sync=True)
    assert "lip_sync" not in one.model_dump_json()
    plain = Brief(shots=(one,))
    assert plain.digest() == Brief(shots=(one,), lip_sync=False).digest()
    assert (
        len({plain.digest(), Brief(shots=(one,), lip_sync=True).digest(), Brief(shots=(asked,)).digest()})
        == 3
    )
