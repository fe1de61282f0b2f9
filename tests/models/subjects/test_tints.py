"""Characters of one film are told apart by colour where words say none."""

from models.brief import Brief
from models.kinds import KINDS
from models.orders.cast import Cast, Choice
from models.orders.film_orders import FilmOrders
from models.shots.shot_list import Shot
from models.subjects.bible import bible_of, with_newcomers
from models.subjects.subject import Subject
from models.subjects.tints import TINTS, own_tint
from providers.offline.animatic import Animatic
from providers.offline.animatic.people.crowds import looks_in

OFFLINE = Cast.model_validate(
    {kind: Choice(kind=kind, provider="animatic", label="cpu", revision="") for kind in KINDS}
)
ALIKE = [name for name in (f"Person {k}" for k in range(400)) if own_tint(name) == own_tint("Mara")][:3]
"""People who by their names alone would be of Mara's colour."""


def shot(number: int, *names: str) -> Shot:
    return Shot(
        shot_id=f"shot_{number:03d}", shot_number=number, enhanced_prompt="They wait", characters=names
    )


def test_no_two_characters_of_a_film_have_one_colour_and_the_first_keeps_its_own() -> None:
    shots = (shot(1, "Mara", *ALIKE[:2]), shot(2, *[f"Guest {k}" for k in range(TINTS - 3)]))
    bible = bible_of((), (), shots)
    tints = {view.name: view.tint for view in bible.subjects}
    assert tints["Mara"] == own_tint("Mara")
    assert len(set(tints.values())) == TINTS


def test_somebody_who_joins_a_film_later_changes_nobody_elses_colour() -> None:
    before = bible_of((), (), (shot(1, ALIKE[0], "Tom"),))
    described = Subject(name="Zoe", description="a woman in a coat of every colour, red, blue and green")
    after = with_newcomers(before, shot(2, "Mara", described.name))
    tints = {view.name: view.tint for view in after.subjects}
    assert {view.name: view.tint for view in before.subjects}.items() <= tints.items()
    assert len(set(tints.values())) == 4


def test_a_colour_that_is_said_of_somebody_is_nobody_elses() -> None:
    green = next(f"Person {k}" for k in range(400) if own_tint(f"Person {k}") == 10)
    bible = bible_of(
        (Subject(name="Ida", description="a woman in a green coat"),), (), (shot(1, "Ida", green),)
    )
    assert {view.name: view.tint for view in bible.subjects}[green] != 10


def test_people_are_drawn_in_the_colours_that_the_film_gave_them_on_sheets_as_in_shots() -> None:
    both = shot(1, "Mara", ALIKE[0])
    bible = bible_of((), (), (both, shot(2, *both.characters)))
    orders = FilmOrders(brief=Brief(shots=(both,)), bible=bible, see_bible=True)
    request = orders.keyframe(both, OFFLINE).request
    mara, other = looks_in(both, request.subjects, request.tints)
    assert mara.colour != other.colour
    sheet = orders.sheet(request.subjects[1], OFFLINE).request
    assert sheet.tints == {ALIKE[0]: request.tints[ALIKE[0]]}


def test_a_colour_that_words_say_is_the_same_asset_in_every_film() -> None:
    said = Subject(name=ALIKE[0], description="a woman in a green coat with black hair")
    alone = bible_of((said,), (), (shot(1, said.name),))
    beside = bible_of((Subject(name="Mara"), said), (), (shot(1, "Mara", said.name),))
    keys = {
        Animatic().recipe(FilmOrders(brief=Brief(prompt="x"), bible=bible).sheet(said, OFFLINE).request).key()
        for bible in (alone, beside)
    }
    assert len(keys) == 1
