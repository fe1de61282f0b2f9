"""What was given and comes to nothing is said: somebody who is in no shot, a reference to nobody."""

from models.orders.assets import Blob
from models.shots.lines import Line
from models.shots.shot_list import Shot
from models.subjects.bible import Bible, bible_of
from models.subjects.speakers import unused_voices
from models.subjects.subject import Subject
from models.subjects.unused import missing_references, unused_subjects

PICTURE = Blob(sha256="a" * 64, suffix=".jpg", size=9)
OTHER = Blob(sha256="b" * 64, suffix=".jpg", size=9)


def shots(**fields: object) -> tuple[Shot, ...]:
    both = Shot(
        shot_id="s1",
        shot_number=1,
        enhanced_prompt="Two walk.",
        characters=("Mara", "Tom"),
        landscapes=("quay",),
    )
    return (Shot.model_validate(both.model_dump() | fields),)


def said(*given: Subject, **fields: object) -> tuple[str, ...]:
    list_ = shots(**fields)
    return unused_subjects(given, bible_of(given, (), list_), list_)


def test_a_picture_of_somebody_who_is_in_no_shot_is_said_not_to_be_used() -> None:
    emma = Subject(name="Emma", references=(PICTURE,))
    assert said(emma) == ("The picture of Emma is not used: the film has Mara and Tom.",)
    two = emma.model_copy(update={"references": (PICTURE, OTHER)})
    assert said(two) == ("The pictures of Emma are not used: the film has Mara and Tom.",)
    assert said(emma, characters=()) == ("The picture of Emma is not used: the film has nobody by name.",)


def test_of_somebody_who_was_given_a_voice_alone_it_is_said_once() -> None:
    zoe = Subject(name="Zoe", voice="joe")
    assert said(zoe) == ()
    assert unused_voices([zoe], bible_of((zoe,), (), shots()), shots(), "") == (
        "The voice Zoe=joe was not used: the film has Mara, Tom.",
    )


def test_a_place_and_a_thing_are_told_from_people() -> None:
    harbour = Subject(name="Harbour", kind="place", description="grey water")
    lamp = Subject(name="lamp", kind="prop", references=(PICTURE,))
    assert said(harbour, lamp) == (
        "Harbour is not used: the film has quay.",
        "The picture of lamp is not used: the film has no thing by name.",
    )
    assert said(harbour, lamp, landscapes=("the harbour",), enhanced_prompt="A lamp burns.") == ()


def test_a_thing_told_by_its_noun_alone_is_the_one_that_was_given_unless_another_may_be_meant() -> None:
    brass = Subject(name="the brass lamp", kind="prop", references=(PICTURE,))
    told = {"enhanced_prompt": "Mara lights a lamp."}
    assert said(brass, **told) == ()
    assert said(Subject(name="Brass lamp", kind="prop", references=(PICTURE,)), **told) == ()
    for other in ("the oil lamp", "lamp"):
        (sentence,) = said(brass, Subject(name=other, kind="prop"), **told, props=("the oil lamp", "lamp"))
        assert sentence.startswith("The picture of the brass lamp is not used")
    for words in ("An oil lamp burns.", "Lamplight falls.", "The brass shines."):
        assert said(brass, enhanced_prompt=words) != ()
    assert (
        said(
            Subject(name="box of letters", kind="prop", references=(PICTURE,)),
            enhanced_prompt="Her box falls.",
        )
        == ()
    )


def test_somebody_who_is_only_heard_is_used_and_their_picture_is_not() -> None:
    heard = {"lines": (Line(subject="Emma", text="Come in."),), "dialogue": ""}
    assert said(Subject(name="Emma", voice="joe"), **heard) == ()
    (sentence,) = said(Subject(name="Emma", references=(PICTURE,)), **heard)
    assert sentence.startswith("The picture of Emma is not used")


def test_a_name_for_short_is_the_one_in_the_shots() -> None:
    assert said(Subject(name="Mara Quill", references=(PICTURE,))) == ()


def test_one_who_was_given_as_something_else_than_the_film_has_is_said() -> None:
    assert said(Subject(name="quay", references=(PICTURE,))) == (
        "The picture of quay is not used: the film has Mara and Tom.",
    )


def test_a_reference_to_nobody_and_one_without_a_picture_are_said_and_the_others_are_not() -> None:
    given = (Subject(name="Mara", references=(PICTURE,)),)
    list_ = shots(references=("mara", "Tom", "Zed"))
    assert missing_references(bible_of(given, (), list_), list_) == (
        "The shot s1 lists the reference 'Tom', of which there is no picture: give one, or leave it out.",
        "The shot s1 lists the reference 'Zed', and nobody and nothing in the film is called that: it has Mara, Tom and quay.",
    )
    twice = (*list_, list_[0].model_copy(update={"shot_id": "s2", "references": ("Tom",)}))
    again = missing_references(bible_of(given, (), twice), twice)
    assert [sentence.split(",")[0] for sentence in again] == ["The shot s1 lists the reference 'Zed'"], (
        "Tom gets a sheet"
    )
    assert missing_references(Bible(), ()) == ()
