"""A film's bible: who is seen in a shot, whose pictures a provider is given, and what becomes of shots told anew."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.brief import Brief
from models.film.decisions import Decision
from models.names import subject_id
from models.orders.assets import Asset, Blob
from models.orders.cast import Cast, Choice
from models.orders.film_orders import FilmOrders
from models.orders.references import ReferenceRule
from models.shots.shot_list import Shot
from models.subjects.bible import ORDER, Bible, bible_of
from models.subjects.changes import changed_by, retold
from models.subjects.nouns import noun_of
from models.subjects.seen import changed_since
from models.subjects.subject import MOST_PICTURES, Subject, SubjectKind

CAST = {
    "character": ("Ann", "Bo", "the old man", "Dr Quill"),
    "place": ("the sea", "a mill"),
    "prop": ("oar", "bell"),
}


def shot(number: int = 1, prompt: str = "a quay", **fields: Any) -> Shot:
    return Shot.model_validate({"shot_number": number, "enhanced_prompt": prompt, **fields})


def picture(number: int) -> Blob:
    return Blob(sha256=f"{number:064x}", suffix=".png", size=1)


def cast_with(rule: ReferenceRule | None) -> Cast:
    """A cast whose pictures take references by this rule."""
    kinds = {"llm": "outline", "video": "camera", "speech": "piper", "music": "bed"}
    others: dict[str, Any] = {
        kind: Choice(kind=kind, provider=name, label="cpu", revision="1") for kind, name in kinds.items()
    }
    image = Choice(kind="image", provider="vendor", label="io", revision="1", references=rule)
    return Cast(image=image, **others)


@st.composite
def films(draw: st.DrawFn) -> tuple[tuple[Subject, ...], tuple[Shot, ...]]:
    """A film of a few shots, and subjects some of which have pictures of their own."""
    count = iter(range(1, 1000))
    subjects = tuple(
        Subject(
            name=name,
            kind=kind,
            references=tuple(picture(next(count)) for _ in range(draw(st.integers(0, 3)))),
        )
        for kind in ORDER
        for name in CAST[kind]
        if draw(st.booleans())
    )
    some = {kind: st.lists(st.sampled_from(names), max_size=4) for kind, names in CAST.items()}
    shots = tuple(
        shot(
            number,
            draw(st.sampled_from(("a quay", "the bell is struck", "an OAR on the sand"))),
            characters=draw(some["character"]),
            landscapes=draw(some["place"]),
            props=draw(some["prop"]),
        )
        for number in range(1, draw(st.integers(2, 6)))
    )
    return subjects, shots


@given(films(), st.integers(1, 6), st.sampled_from(("image {number}", "@Image{number}")))
def test_every_picture_is_given_the_right_pictures_in_the_right_order_within_the_cap(
    film: tuple[tuple[Subject, ...], tuple[Shot, ...]], most: int, called: str
) -> None:
    subjects, shots = film
    rule = ReferenceRule(most=most, called=called)
    cast = cast_with(rule)
    bible = bible_of(subjects, (), shots)
    orders = FilmOrders(brief=Brief(shots=shots), bible=bible)
    sheets = {
        view.name: Asset(blob=picture(2000 + place), recipe_key="")
        for place, view in enumerate(bible.subjects)
        if view in orders.sheets(cast)
    }
    assert {*sheets} == {
        view.name for view in bible.subjects if view.shots >= 2 and not view.subject.references
    }
    bible = bible.with_(
        *(view.changed(sheet=sheets[view.name]) for view in bible.subjects if view.name in sheets)
    )
    orders = orders.model_copy(update={"bible": bible})
    for one in shots:
        request = orders.keyframe(one, cast).request
        owners = {blob.sha256: view for view in bible.subjects for blob in view.pictures}
        given_of = [owners[blob.sha256] for blob in request.inputs]
        listed = {*one.characters, *one.landscapes, *one.props}
        mentioned = {name for name in CAST["prop"] if name in one.enhanced_prompt.lower()}
        if not one.characters:
            mentioned |= {name for name in CAST["character"] if name in one.enhanced_prompt}
        visible = [view for view in bible.subjects if view.name in listed | mentioned and view.pictures]
        assert len(request.inputs) <= most
        assert len(set(request.inputs)) == len(request.inputs)
        assert [one.picture for one in request.references] == list(request.inputs)
        assert all(view in visible for view in given_of)
        assert len({view.name for view in given_of}) == min(most, len(visible)), (
            "each once, before anybody twice"
        )
        firsts = [view.subject.kind for view in dict.fromkeys(given_of)]
        assert firsts == sorted(firsts, key=ORDER.index), "faces, then places, then things"
        order = [name for name in dict.fromkeys(one.characters) if bible.find(name) in given_of]
        assert [view.name for view in dict.fromkeys(given_of) if view.subject.kind == "character"] == order
        told = rule.prompt(one.enhanced_prompt, request.references)
        assert all(called.format(number=n + 1) in told for n in range(len(request.inputs)))
        left_out = {seen.subject for seen in orders.seen(one, cast) if seen.left_out}
        assert left_out == {view.name for view in visible} - {view.name for view in given_of}


@given(films())
def test_a_provider_that_takes_none_is_given_none_and_no_sheet_is_drawn(
    film: tuple[tuple[Subject, ...], tuple[Shot, ...]],
) -> None:
    subjects, shots = film
    orders = FilmOrders(brief=Brief(shots=shots), bible=bible_of(subjects, (), shots))
    assert orders.sheets(cast_with(None)) == ()
    assert all(orders.keyframe(one, cast_with(None)).request.inputs == () for one in shots)


def test_whoever_was_given_and_described_is_one_and_called_as_it_was_given() -> None:
    given_emma = Subject(name="Emma", references=(picture(1),))
    told = Subject(name="Emma Stone", description="a woman in red")
    bible = bible_of((given_emma,), (told,), (shot(characters=["Emma Stone"]), shot(2, characters=["emma"])))
    (emma,) = bible.subjects
    assert (emma.name, emma.subject.description, emma.pictures, emma.shots) == (
        "Emma",
        "a woman in red",
        (picture(1),),
        2,
    )
    assert bible.find("Emma Stone") == emma


def test_who_speaks_without_being_seen_is_in_the_bible_and_in_no_picture() -> None:
    lines = [{"subject": "Tom", "text": "Wait."}]
    bible = bible_of((), (), (shot(characters=["Ann"], lines=lines),))
    assert [(view.name, view.shots) for view in bible.subjects] == [("Ann", 1), ("Tom", 0)]


@pytest.mark.parametrize("name", ["x" * 200, "narrator", "Two\nlines", "\u202eAnn", "   "])
def test_names_of_other_peoples_shot_lists_make_a_bible_that_can_be_sent(name: str) -> None:
    bible = bible_of((), (), (shot(characters=[name]),))
    assert Bible.model_validate_json(bible.model_dump_json()) == bible
    assert all(view.name.isprintable() and view.name.casefold() != "narrator" for view in bible.subjects)


def test_a_shot_is_told_anew_where_it_holds_the_former_words_and_nowhere_else() -> None:
    red, blue = "a woman in a red coat", "a woman in a blue dress"
    one = shot(
        prompt=f"Mara, {red}, and Will at the mill, who will stay. {red}!", characters=["Mara", "Will"]
    )
    bible = bible_of((Subject(name="Mara", description=red), Subject(name="Will")), (), (one,))
    bible = changed_by(bible, Decision(kind="revise_subject", subject="mara", description=blue))
    assert retold(one, bible).enhanced_prompt == f"Mara, {blue}, and Will at the mill, who will stay. {blue}!"
    bible = changed_by(bible, Decision(kind="revise_subject", subject="Will", into="Mara"))
    assert retold(one, bible).enhanced_prompt == f"Mara, {blue}, and Mara at the mill, who will stay. {blue}!"
    assert [view.name for view in bible.subjects] == ["Mara"]
    assert retold(shot(prompt="A quay"), bible) == shot(prompt="A quay")


def test_a_subject_keeps_its_pictures_when_another_is_merged_into_it() -> None:
    many = tuple(picture(number) for number in range(1, MOST_PICTURES + 1))
    bible = bible_of(
        (Subject(name="Ann", references=many), Subject(name="Bo", references=(picture(99),))), (), ()
    )
    merged = changed_by(bible, Decision(kind="revise_subject", subject="Bo", into="Ann"))
    assert merged.subjects[0].pictures == many
    assert merged.find("bo") == merged.subjects[0]


def test_what_a_picture_shows_changes_with_its_words_and_pictures_and_not_with_its_voice() -> None:
    one = shot(characters=["Ann"])
    cast = cast_with(ReferenceRule(most=3))

    def seen_with(**fields: Any) -> Any:
        bible = bible_of((Subject(name="Ann", **{"description": "a woman", **fields}),), (), (one,))
        return FilmOrders(brief=Brief(shots=(one,)), bible=bible).seen(one, cast)

    before = seen_with()
    assert changed_since(before, seen_with(voice="joe")) == ()
    assert changed_since(before, seen_with(description="a man")) == ("Ann",)
    assert changed_since(before, seen_with(references=(picture(1),))) == ("Ann",)
    assert changed_since(before, ()) == ("Ann",)


@pytest.mark.parametrize(
    ("kind", "name", "words", "noun"),
    [
        ("character", "Mara", "Mara: a woman in her forties", "woman"),
        ("character", "Bo", "one dog with a brown coat", "dog"),
        ("character", "the old man", "", "old man"),
        ("character", "Zed", "tall, in grey", "person"),
        ("place", "the mill", "an old woman lives here", "place"),
        ("prop", "the brass lamp", "", "lamp"),
    ],
)
def test_a_prompt_calls_a_subject_by_the_word_that_is_used_of_it(
    kind: SubjectKind, name: str, words: str, noun: str
) -> None:
    assert noun_of(Subject(name=name, kind=kind, description=words)) == noun


def test_what_a_shot_list_says_of_somebody_beside_their_name_is_their_description() -> None:
    first = shot(
        prompt="Emma, a woman in a red coat, and Tom, who is late, on a quay.", characters=["Emma", "Tom"]
    )
    later = shot(2, "Emma, the tired winner, sleeps", characters=["Emma"])
    emma, tom = bible_of((), (), (first, later)).subjects
    assert (emma.subject.description, tom.subject.description) == ("a woman in a red coat", "")
    told = bible_of((Subject(name="Emma", description="a woman in blue"),), (), (first,)).subjects[0]
    assert told.subject.description == "a woman in blue", "what a person says of her counts before"


def test_words_that_hold_the_former_ones_are_told_once_however_often_somebody_is_revised() -> None:
    one = shot(prompt="Ida, an old woman, and Tom, a boy, sit.", characters=["Ida", "Tom"])
    bible = bible_of((Subject(name="Ida", description="an old woman"), Subject(name="Tom")), (), (one,))
    for words in ("an old woman with white hair", "a young woman with red hair"):
        bible = changed_by(bible, Decision(kind="revise_subject", subject="Ida", description=words))
        one = retold(retold(one, bible), bible)
        assert one.enhanced_prompt == f"Ida, {words}, and Tom, a boy, sit."


def test_a_name_that_is_short_for_one_other_means_it_and_for_several_nobody() -> None:
    bible = bible_of((), (Subject(name="the old king"), Subject(name="the young queen")), ())
    assert [view.name for view in (bible.find("the king"), bible.find("the queen")) if view] == [
        "the old king",
        "the young queen",
    ]
    several = bible_of((), (Subject(name="the old king"), Subject(name="the mad king")), ())
    assert several.find("the king") is None


def test_former_words_are_told_anew_as_words_and_not_within_others() -> None:
    one = shot(prompt="Ida holds gold and an old bell, a tall woman.", characters=["Ida"])
    bible = bible_of((Subject(name="Ida", description="old"),), (), (one,))
    for words in ("a tall woman", "a tall woman with a bell", "e " * 1000):
        bible = changed_by(bible, Decision(kind="revise_subject", subject="Ida", description=words))
        one = retold(one, bible)
        assert one.enhanced_prompt.startswith("Ida holds gold and an old bell, ")
    assert len(one.enhanced_prompt) < 2100


def test_a_shot_list_of_a_thousand_names_is_read_and_one_of_more_is_refused() -> None:
    shots = tuple(
        shot(number, "a crowd", characters=[f"Person {number} {place}" for place in range(50)])
        for number in range(1, 22)
    )
    assert len(bible_of((), (), Brief(shots=shots[:20]).shots).subjects) == 1000
    with pytest.raises(ValueError, match="names 1,050 people, places and things: 1,000 is the most"):
        Brief(shots=shots)


def test_no_two_names_have_one_id_and_unicodes_forms_of_a_name_are_one() -> None:
    names = (
        "Mara Quill",
        "mara-quill",
        "Mara  Quill",
        "Old Harbour",
        "old-harbour",
        "Émile",
        "x" * 50,
        "x" * 51,
    )
    assert len({subject_id(name) for name in names}) == len(names)
    bible = bible_of(
        (Subject(name="Émile"),), (), (shot(characters=["E\u0301mile"]), shot(2, characters=["Émile"]))
    )
    assert [(view.name, view.shots) for view in bible.subjects] == [("Émile", 2)]
    with pytest.raises(ValueError, match="that is who speaks"):
        Subject(name="ｎａｒｒａｔｏｒ")
    with pytest.raises(ValueError, match="U\\+202E"):
        Subject(name="Emma", description="a woman \u202e in red")
