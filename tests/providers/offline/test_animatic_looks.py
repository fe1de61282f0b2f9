"""People, animals, places and things in the animatic: as they are described, and the same in every picture."""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from models.orders.requests import ImageRequest
from models.shots.shot_list import Shot
from models.subjects.sheets import sheet_shot, sheet_size
from models.subjects.subject import Subject, SubjectKind
from providers.offline.animatic import Animatic
from providers.offline.animatic.canvas import SCALE
from providers.offline.animatic.creatures.beasts import BEASTS
from providers.offline.animatic.creatures.kinds import CREATURES, paint_creature
from providers.offline.animatic.frame import paint_frame
from providers.offline.animatic.people.crowds import looks_of, strangers
from providers.offline.animatic.people.looks import look_of
from providers.offline.animatic.sheets import paint_sheet, plain_stage
from providers.offline.animatic.stands import Stand
from providers.offline.animatic.words.prompts import things_named
from tests.kit.eyes import commonest_like, drawn, height_of, patches_of, share_like, where_like

PURPLE = (124, 76, 152)
MUSTARD, RED, BLUE, GREEN, COPPER = (
    (212, 164, 50),
    (200, 58, 52),
    (52, 100, 168),
    (70, 132, 82),
    (188, 92, 48),
)
INES = Subject(
    name="Ines",
    description="a woman in her seventies, wiry, with curly copper hair, a freckled face, wearing a mustard yellow "
    "knitted sweater and dark trousers",
)
TOM = Subject(name="Tom", description="a tall man in his forties with short black hair, in a blue coat")
MIA = Subject(
    name="Mia", description="a girl about nine years old with braided black hair, in a long red robe"
)
NORA = Subject(name="Nora", description="a woman in her thirties with a blonde bob, in a long purple robe")
FOX = Subject(name="the fox", description="one fox with russet fur, amber eyes and a white-tipped tail")


def request(
    *subjects: Subject, number: int = 1, take: int = 1, prompt: str = "They wait", **shot: Any
) -> ImageRequest:
    given = {"landscapes": ("snow",), "time_of_day": "day", "shot_type": "full", **shot}
    seen = Shot(shot_id=f"shot_{number:03d}", shot_number=number, enhanced_prompt=prompt, **given)
    return ImageRequest(shot=seen, subjects=subjects, width=640, height=360, take=take)


def sheet(name: str, description: str = "", kind: SubjectKind = "character") -> ImageRequest:
    subject = Subject(name=name, kind=kind, description=description)
    width, height = sheet_size(subject)
    return ImageRequest(shot=sheet_shot(subject), subjects=(subject,), sheet=True, width=width, height=height)


def test_clothes_and_hair_are_the_same_in_every_shot_and_take_whoever_else_is_in_the_film(
    tmp_path: Path,
) -> None:
    asked = [
        request(INES, number=1),
        request(INES, number=2, take=3, shot_type="medium"),
        request(INES, number=3, shot_type="close-up"),
        request(TOM, INES, number=4),
        request(INES, TOM, number=5, take=2),
        request(NORA, TOM, INES, number=6, shot_type="medium"),
    ]
    pictures = [drawn(one, tmp_path / str(k)) for k, one in enumerate(asked)]
    for colour, most in ((MUSTARD, 14), (COPPER, 14)):
        told = np.array([commonest_like(picture, colour, 40) for picture in pictures], dtype=float)
        assert np.ptp(told, axis=0).max() <= most, told


@pytest.mark.parametrize(
    ("description", "colour"),
    [
        ("a man in a forest green wool coat over a plain shirt", (46, 96, 66)),
        ("woman, 34 years old, slim build, grey eyes, wearing crimson dress, black shoes", (170, 38, 52)),
        ("a keeper with a white beard and a turquoise oilskin coat", (54, 164, 164)),
        ("a boy about nine years old, dressed all in purple", (124, 76, 152)),
        ("a baker with an orange apron over a rolled-sleeve shirt", (228, 130, 52)),
        ("a nurse with a red scarf over a blue coat", BLUE),
    ],
)
def test_clothes_have_the_colour_that_the_description_says(
    description: str, colour: tuple[int, int, int], tmp_path: Path
) -> None:
    named = request(Subject(name="Kim"), shot_type="medium")
    said = request(Subject(name="Kim", description=description), shot_type="medium")
    shown, unsaid = drawn(said, tmp_path / "said"), drawn(named, tmp_path / "unsaid")
    assert share_like(shown, colour, 30) > share_like(unsaid, colour, 30) + 0.02


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_child_is_as_much_smaller_than_a_grown_woman_in_every_shot(number: int, tmp_path: Path) -> None:
    order = (MIA, NORA) if number % 2 else (NORA, MIA)
    shown = drawn(request(*order, number=number), tmp_path)
    assert 0.58 < height_of(shown, RED) / height_of(shown, PURPLE) < 0.84


@pytest.mark.parametrize(
    "asked",
    [
        request(prompt="Three children in red robes find a radio"),
        request(Subject(name="the three children", description="three children of about eight in red robes")),
        request(Subject(name="Bo, Al and Cy", description="three boys about nine years old in red robes")),
    ],
    ids=["in the words", "as a subject", "as a subject of other names"],
)
def test_three_children_are_three_small_people(asked: ImageRequest, tmp_path: Path) -> None:
    shown = drawn(asked, tmp_path / "children")
    assert patches_of(shown, RED) == 3
    grown = Subject(name="Nora", description="a woman in a long red robe")
    assert height_of(shown, RED) < 0.95 * height_of(drawn(request(grown), tmp_path / "grown"), RED)


def test_a_fox_beside_a_girl_is_a_fox_of_its_own_size_and_colour(tmp_path: Path) -> None:
    shown = drawn(request(MIA, FOX), tmp_path)
    russet = (190, 98, 52)
    assert share_like(shown, russet, 30) > 0.004
    assert height_of(shown, russet, 30) < 0.75 * height_of(shown, RED)


@pytest.mark.parametrize("size", ["full", "medium", "close-up"])
@pytest.mark.parametrize(("kind", "most"), [("mouse", 0.2), ("bird", 0.22), ("cat", 0.3)])
def test_a_small_animal_is_small_beside_somebody_however_near_the_camera_is(
    kind: str, most: float, size: str, tmp_path: Path
) -> None:
    small = Subject(name=f"the {kind}", description=f"a {kind} with purple fur")
    asked = request(
        NORA.model_copy(update={"description": "a woman in a long red robe"}), small, shot_type=size
    )
    shown = drawn(asked, tmp_path)
    person = {"full": 0.72, "medium": 1.42, "close-up": 3.1}[size] * shown.height
    assert 0.02 < height_of(shown, PURPLE, 45) / person < most


def test_a_husky_that_the_words_call_the_dog_is_one_animal(tmp_path: Path) -> None:
    balto = Subject(name="Balto", description="a husky with purple fur")
    shown = drawn(request(MIA, balto, prompt="Mia and Balto wait. The dog barks."), tmp_path)
    assert share_like(shown, (172, 122, 78), 24) < 0.002, "a second dog, in a dog's brown"


def test_an_animal_alone_is_seen_well_however_small_it_is(tmp_path: Path) -> None:
    mouse = Subject(name="the mouse", description="a mouse with purple fur")
    shown = drawn(request(mouse, prompt="It waits"), tmp_path)
    assert height_of(shown, PURPLE, 45) > 0.15 * shown.height


def test_a_cat_has_a_round_face_with_a_short_muzzle_and_a_dog_a_long_one() -> None:
    deep, reach, tall = {}, {}, 300
    for kind in ("cat", "tiger", "dog", "fox"):
        stage = plain_stage(600, 400, Random(1), {}, 1.0)
        paint_creature(stage, kind, Stand(200, 380, tall / CREATURES[kind].height, turn=1.0), PURPLE)
        x, _, r = (number * tall for number in BEASTS[kind].head)
        shown = np.asarray(stage.canvas.image.reduce(SCALE), dtype=int)[: 380 - round(0.45 * tall)]
        columns = (np.abs(shown - 226).sum(axis=2) > 60).sum(axis=0)
        deep[kind] = columns[round(200 + x + 0.85 * r)] / r
        reach[kind] = (np.nonzero(columns > 0.2 * r)[0].max() - 200 - x) / r
    assert min(deep["cat"], deep["tiger"]) > 1.2, deep
    assert max(reach["cat"], reach["tiger"]) < 1.2 < min(reach["dog"], reach["fox"]), reach


@pytest.mark.parametrize("worn", ["coat", "jacket", "shirt", "dress", "suit"])
def test_nothing_of_what_is_behind_is_seen_between_an_arm_and_the_body(worn: str, tmp_path: Path) -> None:
    shown = drawn(sheet("Kim", f"a woman in a purple {worn}"), tmp_path)
    for half, rows in (((0, 552), (760, 1020, 10)), ((560, 1024), (340, 560, 5))):
        figure = shown.crop((half[0], 0, half[1], 1024))
        pixels = np.asarray(figure, dtype=int)
        behind = (pixels.min(axis=2) > 180) & (np.ptp(pixels, axis=2) < 4)
        coat = where_like(figure, PURPLE, 70)
        for row in range(*rows):
            inside = np.nonzero(coat[row])[0]
            assert not behind[row, inside.min() : inside.max()].any(), f"at {row} from {half[0]}"


def test_a_harbour_has_a_quay_and_a_pier_has_planks_and_neither_is_a_beach(tmp_path: Path) -> None:
    sand, wood, stone = (222, 196, 150), (150, 118, 92), (150, 144, 140)
    shares = {}
    for place in ("the harbour", "the pier", "the beach"):
        wide = drawn(sheet(place, "", "place"), tmp_path / place)
        shares[place] = [share_like(wide, colour, 34) > 0.06 for colour in (stone, wood, sand)]
    assert shares["the beach"][2]
    assert not shares["the harbour"][2]
    assert not shares["the pier"][2]
    assert shares["the harbour"][0]
    assert shares["the pier"][1]


def test_a_name_alone_always_looks_the_same_and_no_list_changes_it() -> None:
    (alone,) = looks_of(Subject(name="Mara"))
    assert looks_of(Subject(name="Mara")) == [alone]
    assert look_of(Subject(name="mara")).colour == alone.colour
    assert len({look_of(Subject(name=f"Person {k}")).colour for k in range(60)}) > 10


@pytest.mark.parametrize(
    ("name", "description", "looks"),
    [
        ("Gus", "a bald man with a grey moustache and round glasses", {"style": "bald", "beard": "moustache", "glasses": True}),
        ("Ada", "a girl in a yellow raincoat with the hood up and red boots", {"hat": "hood", "boots": True, "child": True}),
        ("Ada", "a girl in a jacket with a hood", {"hat": ""}),
        ("Hal", "a detective: man, 50 years old, long grey trench coat, brown fedora", {"hat": "brim", "outfit": "coat"}),
        ("Bo", "woman, 5'6\" tall, black leather boots and a green skirt", {"lower": "skirt", "boots": True}),
        ("Bo", "a woman with long curly hair", {"style": "long-curls", "old": False}),
        ("Bo", "a woman in her seventies with red hair", {"old": True, "hair": (180, 78, 42)}),
        ("Old Ines", "", {"old": True, "hair": (208, 206, 204)}),
        ("Bo", "a man in an old coat", {"old": False}),
        ("Sir Bo", "a knight in dented steel armour over a red tunic", {"outfit": "armour", "second": RED}),
        ("Sergeant Wolf", "a tall man with a beard", {"kind": "person"}),
        ("Snow", "a small white terrier with a blue collar", {"kind": "dog", "worn": BLUE}),
        ("Bo", "a woman in a coat with a fox fur collar", {"kind": "person"}),
        ("Unit 7", "a human-sized robot with scuffed teal panels", {"kind": "robot", "colour": (32, 122, 124)}),
        ("the king", "", {"hat": "crown", "outfit": "robe"}),
    ],
)  # fmt: skip
def test_what_is_said_of_somebody_is_what_is_drawn(
    name: str, description: str, looks: dict[str, Any]
) -> None:
    look = look_of(Subject(name=name, description=description))
    assert {key: getattr(look, key) for key in looks} == looks


@pytest.mark.parametrize(
    ("words", "ages"),
    [
        ("an old woman and a boy walk by the sea", [True, False]),
        ("two little girls run", [False, False]),
        ("the keeper lights the lamp. the keeper smiles", [False]),
        ("she opens the door", [False]),
        ("a photo of a woman on a table", []),
        ("an empty quay", []),
    ],
)
def test_the_people_of_a_shot_without_names_are_counted_from_its_words(words: str, ages: list[bool]) -> None:
    assert [look.old for look in strangers(words)] == ages


def test_a_sheet_shows_the_same_person_twice_on_plain_ground(tmp_path: Path) -> None:
    shown = drawn(sheet("Ines", INES.description), tmp_path)
    assert shown.size == (1024, 1024)
    left, right = shown.crop((0, 0, 552, 1024)), shown.crop((554, 0, 1024, 1024))
    assert commonest_like(left, MUSTARD) == commonest_like(right, MUSTARD)
    assert commonest_like(left, COPPER) == commonest_like(right, COPPER)
    assert where_like(left, MUSTARD).sum() > 1.5 * where_like(right, MUSTARD).sum()
    edge = np.asarray(shown, dtype=int)[:40]
    assert np.ptp(edge, axis=2).max() < 12
    assert edge.min() > 180
    dark = np.nonzero(where_like(right, (58, 56, 68), 30))[0]
    assert dark.max() > 0.9 * shown.height


def test_a_hat_sits_on_the_head(tmp_path: Path) -> None:
    description = "a bald man with pale skin in a grey coat and a green bowler"
    face = drawn(sheet("Bo", description), tmp_path).crop((0, 0, 552, 1024))
    hat, skin = np.nonzero(where_like(face, GREEN, 30)), np.nonzero(where_like(face, (248, 220, 198), 30))
    assert abs(hat[1].mean() - skin[1].mean()) < 40
    assert -120 < np.percentile(hat[0], 99) - np.percentile(skin[0], 1) < 120
    assert hat[0].mean() < skin[0].mean() - 60


def test_the_sheet_of_a_place_has_nobody_in_it_and_the_same_colours_as_its_shots(tmp_path: Path) -> None:
    house = Subject(name="Casa", kind="place", description="a white house with a red roof above the sea")
    wide = drawn(sheet("Casa", house.description, "place"), tmp_path / "sheet")
    assert wide.size == (1280, 720)
    shots = [
        drawn(
            request(house, number=k, landscapes=("Casa",), shot_type=size, prompt="The wind"),
            tmp_path / str(k),
        )
        for k, size in enumerate(("wide", "full", "extreme-wide"), 1)
    ]
    for shown in (wide, *shots):
        assert share_like(shown, RED, 50) > 0.004
        assert share_like(shown, (240, 236, 226), 30) > 0.003


def test_the_sheet_of_a_thing_shows_it_alone_whole_and_in_its_colour(tmp_path: Path) -> None:
    shown = drawn(
        sheet("the radio", "a mint green transistor radio with a bent aerial", "prop"), tmp_path / "radio"
    )
    rows, columns = np.nonzero(where_like(shown, GREEN, 40))
    assert len(rows) > 0.05 * 1024 * 1024
    assert rows.min() > 100
    assert rows.max() < 900
    assert abs(columns.mean() - 512) < 60
    kept = drawn(sheet("the whatsit", "a purple thing", "prop"), tmp_path / "unknown")
    assert share_like(kept, (124, 76, 152)) > 0.03


def test_another_description_changes_the_keys_of_the_frames_that_show_it_and_not_how_they_are_composed(
    tmp_path: Path,
) -> None:
    red = INES.model_copy(update={"description": INES.description.replace("mustard yellow", "red")})
    key = Animatic().recipe(request(INES, TOM)).key()
    assert Animatic().recipe(request(red, TOM)).key() != key
    assert Animatic().recipe(request(INES, TOM, take=1)).key() == key
    voiced = INES.model_copy(update={"voice": "amy", "trigger": "in3s"})
    assert Animatic().recipe(request(voiced, TOM)).key() == key
    before, after = (
        np.asarray(drawn(request(one, TOM), tmp_path / name), dtype=int)
        for name, one in (("before", INES), ("after", red))
    )
    changed = np.abs(before - after).max(axis=2) > 8
    assert 0.002 < changed.mean() < 0.10


@pytest.mark.parametrize(
    ("name", "prompt"), [("the grey wolf", "A grey wolf waits."), ("the fox", "A fox waits.")]
)
def test_no_dog_stands_beside_a_wolf_or_a_fox(name: str, prompt: str) -> None:
    beast = Subject(name=name, description="thick grey fur")
    told, untold = (
        paint_frame(
            request(beast, prompt=said, characters=(name,), shot_type="wide", landscapes=("forest",)),
            Random(3),
        )
        for said in (prompt, "Waits.")
    )
    assert np.array_equal(np.asarray(told), np.asarray(untold))


def test_a_fox_that_is_only_named_is_drawn_as_a_fox() -> None:
    assert things_named("A fox, a wolf and a dog cross the field.") == ("fox", "wolf", "dog")


@pytest.mark.parametrize("weather", ["rain", "storm", "snow"])
def test_no_rain_or_snow_falls_from_a_blue_sky(tmp_path: Path, weather: str) -> None:
    clear, falling = (
        np.asarray(drawn(request(weather=said), tmp_path / said), dtype=float)[:20]
        for said in ("clear", weather)
    )
    assert falling.mean() < clear.mean()
    assert np.ptp(np.median(falling, axis=(0, 1))) < 40 < np.ptp(np.median(clear, axis=(0, 1)))


@pytest.mark.parametrize("who", ["boy of 7", "girl of 8", "child about nine years old"])
def test_a_child_has_larger_eyes_in_its_face_than_somebody_grown(who: str) -> None:
    def iris(person: str) -> float:
        """How much of a sheet has the colour of the eyes."""
        blue, green = (
            np.asarray(
                paint_sheet(
                    sheet("Kim", f"a {person} with {eyes} eyes, short brown hair, in a red coat"), Random(3)
                ),
                dtype=int,
            )
            for eyes in ("blue", "green")
        )
        return float(np.mean(np.abs(blue - green).max(axis=2) > 20))

    assert iris(who) > 1.5 * iris("woman in her forties")
