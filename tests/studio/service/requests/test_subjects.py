"""Subjects out of flags, a brief's file and the library: each name one subject, each picture looked at before anything starts."""

import json
import os
from pathlib import Path

import pytest
from PIL import Image

from infra.database.database import Database, open_database
from infra.settings import load_settings
from infra.storage import Store, open_store
from library.subjects import Picture, SavedSubject, save_subject
from models.brief import Brief
from models.errors import BadInput
from models.orders.assets import Blob
from models.subjects.bible import bible_of
from models.subjects.subject import MOST_PICTURES, MOST_SUBJECTS, Subject
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked
from studio.service.requests.cautions import cautions
from studio.service.requests.request import read_request
from studio.service.requests.values import Given

TOLD = '[subjects.Emma]\ndescription = "a woman of 31"\n'


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nothing was made yet, and the folder in which commands are typed."""
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shelf(home: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Database, Store]:
    """The library that commands see."""
    monkeypatch.setenv("LONGTAKE_DATABASE", database_url)
    settings = load_settings()
    return open_database(settings.database_url), open_store(settings)


def drawn(path: Path, colour: str = "red", size: tuple[int, int] = (128, 96)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return path


def brief_of(folder: Path, text: str, **flags: object) -> Brief:
    """What a brief's file and flags come to."""
    folder.mkdir(exist_ok=True)
    (folder / "b.toml").write_text(f'prompt = "Emma finds a door."\n{text}')
    return read_asked(Flags(brief=folder / "b.toml", **flags)).request.brief


def refused(**flags: object) -> str:
    """The one sentence that refuses these flags."""
    given = {"prompt": "Emma finds a door."} if "brief" not in flags and "shots" not in flags else {}
    with pytest.raises(BadInput) as caught:
        read_asked(Flags(**given, **flags))
    return str(caught.value)


def kept(shelf: tuple[Database, Store], home: Path, **fields: object) -> Blob:
    """A subject `Emma` in the library; gives her picture."""
    picture = shelf[1].put_file(drawn(home / "saved.png", "blue"))
    saved = {
        "name": "Emma",
        "description": "a woman of 31",
        "voice": "joe-light",
        "film_id": "one",
        "at": "2026-11-28",
    }
    pictures = (Picture(role="sheet", blob=picture),)
    save_subject(shelf[0], SavedSubject.model_validate({**saved, "pictures": pictures, **fields}))
    return picture


def test_a_picture_of_somebody_makes_them_a_subject_and_the_same_name_again_adds_to_them(home: Path) -> None:
    drawn(home / "emma.png")
    drawn(home / "side.jpg", "green")
    drawn(home / "quay.webp", "blue")
    given = ("Emma=emma.png", "emma = side.jpg", "place:Harbour=quay.webp", "EMMA=emma.png")
    asked = read_asked(Flags(prompt="Emma finds a door.", reference=given))
    emma, harbour = asked.request.brief.subjects
    assert (emma.name, emma.kind, len(emma.references)) == ("Emma", "character", 2)
    assert (harbour.name, harbour.kind, len(harbour.references)) == ("Harbour", "place", 1)
    assert {file.blob for file in asked.files} == {*emma.references, *harbour.references}
    assert all(blob.suffix in (".png", ".jpg") for blob in asked.request.brief.pictures)


def test_the_same_picture_is_the_same_film_wherever_it_lies(home: Path) -> None:
    drawn(home / "emma.png")
    drawn(home / "elsewhere" / "x.png")
    one, two, other = (
        read_asked(Flags(prompt="Emma finds a door.", reference=reference)).request.brief.film_id()
        for reference in (("Emma=emma.png",), ("Emma=elsewhere/x.png",), ())
    )
    assert one == two != other


def test_a_brief_tells_of_its_subjects_and_its_pictures_lie_beside_it(home: Path) -> None:
    drawn(home / "briefs" / "emma.png")
    text = (
        '[subjects.Emma]\ndescription = "a woman of 31"\nreferences = ["emma.png"]\nvoice = "joe-light"\n'
        '[subjects.door]\nname = "The Blue Door"\nkind = "prop"\ntrigger = "bluedoor"\n'
    )
    emma, door = brief_of(home / "briefs", text).subjects
    assert (emma.name, emma.description, emma.voice, len(emma.references)) == (
        "Emma",
        "a woman of 31",
        "joe-light",
        1,
    )
    assert (door.name, door.kind, door.trigger) == ("The Blue Door", "prop", "bluedoor")
    (home / "briefs" / "b.json").write_text(
        json.dumps({"prompt": "x", "subjects": [{"name": "Emma", "references": "emma.png"}]})
    )
    listed = read_asked(Flags(brief=home / "briefs" / "b.json")).request.brief.subjects
    assert listed == (Subject(name="Emma", references=emma.references),)


def test_a_flag_adds_to_a_subject_of_the_file_and_keeps_its_kind(home: Path) -> None:
    drawn(home / "here.png")
    (harbour,) = brief_of(
        home / "briefs",
        '[subjects.Harbour]\nkind = "place"\ndescription = "grey"\n',
        reference=("harbour=here.png",),
    ).subjects
    assert (harbour.kind, harbour.description, len(harbour.references)) == ("place", "grey", 1)


def test_without_a_kind_a_shot_list_tells_what_somebody_is(home: Path) -> None:
    drawn(home / "x.png")
    (home / "s.json").write_text(
        json.dumps([{"enhanced_prompt": "A lamp.", "landscapes": "the harbour", "props": ["Lamp"]}])
    )
    flags = Flags(shots=home / "s.json", reference=("Harbour=x.png", "lamp=x.png", "Emma=x.png"))
    kinds = [subject.kind for subject in read_asked(flags).request.brief.subjects]
    assert kinds == ["place", "prop", "character"]


def test_a_saved_subject_is_copied_into_the_brief_and_needs_no_sheet(
    shelf: tuple[Database, Store], home: Path
) -> None:
    picture = kept(shelf, home)
    drawn(home / "new.png", "white")
    brief = read_asked(
        Flags(prompt="Emma finds a door.", subject=("emma",), reference=("Emma=new.png",))
    ).request.brief
    (emma,) = brief.subjects
    assert (emma.name, emma.description, emma.voice) == ("Emma", "a woman of 31", "joe-light")
    assert emma.references[0] == picture
    assert len(emma.references) == 2
    shots = [{"shot_number": n, "enhanced_prompt": "Emma walks.", "characters": ["Emma"]} for n in (1, 2, 3)]
    listed = Brief.model_validate({"shots": shots}).shots
    assert not any(view.wants_sheet for view in bible_of(brief.subjects, (), listed).subjects)
    assert bible_of((), (), listed).subjects[0].wants_sheet
    save_subject(shelf[0], SavedSubject(name="Emma", description="somebody else"), replace=True)
    assert emma.description == "a woman of 31"


def test_a_table_of_the_brief_takes_a_saved_subject_by_another_name(
    shelf: tuple[Database, Store], home: Path
) -> None:
    picture = kept(shelf, home)
    text = '[subjects.hero]\nfrom_library = "EMMA"\nname = "Anna"\nvoice = "joe"\n'
    (anna,) = brief_of(home / "briefs", text).subjects
    assert anna == Subject(name="Anna", description="a woman of 31", voice="joe", references=(picture,))


def test_a_saved_picture_that_is_lost_is_said_and_the_film_goes_without_it(
    shelf: tuple[Database, Store], home: Path
) -> None:
    picture = kept(shelf, home)
    shelf[1].delete(picture)
    asked = read_asked(Flags(prompt="Emma finds a door.", subject=("emma",)))
    assert asked.request.brief.subjects[0].references == ()
    assert "Picture 1 of Emma is gone from the library, or damaged: the film goes without it." in cautions(
        asked
    )


def test_another_door_gives_subjects_as_they_are() -> None:
    blob = Blob(sha256="a" * 64, suffix=".png", size=9)
    emma = Subject(name="Emma", description="a woman of 31", references=(blob,))
    given = [
        Given("prompt", "Emma waits.", "prompt"),
        Given("subjects", [emma.model_dump(mode="json")], "subjects"),
    ]
    asked = read_request([*given, Given("subjects", [{"name": "EMMA", "voice": "joe"}], "--voice")])
    assert asked.request.brief.subjects == (emma.model_copy(update={"voice": "joe"}),)
    assert asked.files == ()


def test_a_shot_list_says_at_the_start_who_is_not_in_it_and_which_reference_shows_nobody(home: Path) -> None:
    drawn(home / "x.png")
    (home / "s.json").write_text(
        json.dumps([{"enhanced_prompt": "Mara waits.", "characters": "Mara", "references": ["Mara", "Zed"]}])
    )
    said = cautions(read_asked(Flags(shots=home / "s.json", reference=("Emma=x.png",))))
    assert said == [
        "The picture of Emma is not used: the film has Mara.",
        "The shot shot_001 lists the reference 'Mara', of which there is no picture: give one, or leave it out.",
        "The shot shot_001 lists the reference 'Zed', and nobody and nothing in the film is called that: it has Mara.",
    ]


def test_that_looks_are_made_up_for_a_picture_without_a_description_is_said(home: Path) -> None:
    drawn(home / "briefs" / "x.png")
    (said,) = cautions(read_asked(Flags(prompt="Emma waits.", reference=(f"Emma={home}/briefs/x.png",))))
    assert said.startswith("Emma has a picture and no description")
    (home / "briefs" / "b.toml").write_text(f'prompt = "Emma waits."\n{TOLD}references = ["x.png"]\n')
    assert cautions(read_asked(Flags(brief=home / "briefs" / "b.toml"))) == []


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("Emma", "--reference must be NAME=FILE such as Emma=emma.jpg, or place:Harbour=harbour.jpg, not 'Emma'."),
        ("=x.png", "--reference must be NAME=FILE"), ("Emma=", "--reference must be NAME=FILE"), ("place:=x.png", "--reference must be NAME=FILE"),
        ("Emma=no.png", "--reference: there is no file 'no.png'."),
        ("Emma=x.png/y.png", "--reference: there is no file 'x.png/y.png'."),
        ("Emma=a\x00b", "--reference: there is no file"),
        ("Emma=folder", "--reference: folder is a folder: give a file."),
        ("Emma=pipe", "--reference: pipe is a pipe: give a file."),
        ("Emma=b.txt", "--reference: b.txt is not a picture that can be used: give PNG, JPEG or WebP."),
        ("Emma=tiny.png", "--reference: tiny.png has 20×20 pixels"),
        ("Emma=moves.webp", "--reference: moves.webp moves: give a still picture."),
        ("Emma=huge.png", "--reference: huge.png has 200.0 MB: 64 MB is the most."),
        ("dragon:Emma=x.png", "--reference 'dragon:Emma=x.png' begins with 'dragon', which is no kind: it is character, place or prop."),
        ("Narrator=x.png", "--reference cannot be called 'Narrator': that is who speaks what nobody says."),
        ("n" * 201 + "=x.png", "--reference.name has 201 characters: 200 is the most."),
    ],
)  # fmt: skip
def test_a_reference_that_cannot_be_used_is_refused_in_one_sentence(
    reference: str, sentence: str, home: Path
) -> None:
    drawn(home / "x.png")
    drawn(home / "tiny.png", size=(20, 20))
    picture = Image.new("RGB", (128, 96), "red")
    picture.save(home / "moves.webp", save_all=True, append_images=[Image.new("RGB", (128, 96), "blue")])
    (home / "folder").mkdir()
    os.mkfifo(home / "pipe")
    (home / "b.txt").write_text("no picture")
    with (home / "huge.png").open("wb") as file:
        file.truncate(200 * 2**20)
    assert refused(reference=(reference,)).startswith(sentence)


def test_more_pictures_of_one_than_any_vendor_takes_are_refused(home: Path) -> None:
    given = [f"Emma={drawn(home / f'{n}.png', size=(64 + n, 64)).name}" for n in range(MOST_PICTURES + 1)]
    assert (
        refused(reference=given)
        == f"--reference.references has too many entries: {MOST_PICTURES} is the most."
    )


def test_more_subjects_than_a_film_holds_are_refused_before_the_rest_is_read(home: Path) -> None:
    drawn(home / "x.png")
    many = [f"P{number}=x.png" for number in range(MOST_SUBJECTS)]
    assert refused(reference=[*many, "Q=no.png", "R=x.png"]) == "--reference: there is no file 'no.png'."
    assert refused(reference=[*many, "Q=x.png", "R=no.png"]) == (
        f"--reference is one subject too many: {MOST_SUBJECTS} are the most of one film."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (TOLD + "[subjects.EMMA]\n", "b.toml: subjects.Emma and b.toml: subjects.EMMA both describe EMMA: leave one of them out"),
        (TOLD + 'looks = "x"\n', "b.toml: subjects.Emma.looks is not a known field: known: name, kind"),
        (TOLD + 'refrences = "x"\n', "b.toml: subjects.Emma.refrences is not a known field: did you mean 'references'?"),
        (TOLD + 'kind = "person"\n', "b.toml: subjects.Emma.kind must be one of 'character', 'place' or 'prop', not 'person'."),
        (TOLD + 'references = 3\n', "b.toml: subjects.Emma.references must be a list of files, not 3."),
        (TOLD + 'references = [3]\n', "b.toml: subjects.Emma.references must be a list of files, not [3]."),
        (TOLD + 'references = ["no.png"]\n', "b.toml: subjects.Emma: there is no file 'no.png'."),
        (TOLD + 'trigger = "two words"\n', "b.toml: subjects.Emma gives Emma the token 'two words'"),
        ('[subjects.quay]\nkind = "place"\nvoice = "joe"\n', "b.toml: subjects.quay is a place, which has no voice: leave it out."),
        ('[subjects.""]\n', "b.toml: subjects..name is empty"),
        ('[subjects.x]\nfrom_library = 3\n', "b.toml: subjects.x.from_library must be the name of a saved subject, not 3."),
        ('[subjects.x]\nfrom_library = "Emma"\n', "b.toml: subjects.x: The library has no subject 'Emma'"),
        ('subjects = "Emma"\n', "b.toml: subjects must be an object (in TOML a table) of subjects by their names, or a list of them, not 'Emma'."),
        ('subjects = ["Emma"]\n', "b.toml: subjects[0] must be an object of names and values (in TOML a table), not 'Emma'."),
        ('subjects = [{kind = "prop"}]\n', "b.toml: subjects[0].name is missing."),
        ('[triggers]\nemma = "a_tok"\n' + TOLD + 'trigger = "b_tok"\n', "gives Emma the token 'b_tok', and its trigger gives 'a_tok'"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_refused_in_one_sentence(text: str, sentence: str, home: Path) -> None:
    (home / "b.toml").write_text(f'prompt = "Emma finds a door."\n{text}')
    said = refused(brief=Path("b.toml"))
    assert sentence in said
    assert said.count(".") < 8
    assert "\n" not in said


def test_two_sources_that_describe_one_and_two_kinds_of_one_are_refused(
    shelf: tuple[Database, Store], home: Path
) -> None:
    kept(shelf, home)
    (home / "b.toml").write_text(f'prompt = "x"\n{TOLD}')
    assert refused(brief=Path("b.toml"), subject=("emma",)).startswith(
        "b.toml: subjects.Emma and --subject both describe Emma: leave one of them out"
    )
    assert refused(subject=("emma", "EMMA")).startswith("--subject twice describes Emma: leave one")
    assert refused(subject=("emma",), reference=("place:Emma=saved.png",)) == (
        "--reference calls Emma a place, and --subject a character."
    )
    assert refused(subject=("emna",)) == "--subject: The library has no subject 'emna'; near it: 'Emma'."
    assert refused(subject=(" ",)).startswith("--subject is empty")


def test_a_token_of_both_is_one_when_it_is_the_same(home: Path) -> None:
    text = '[triggers]\nEMMA = "tok"\nTom = "tom_tok"\n' + TOLD + 'trigger = "tok"\n'
    brief = brief_of(home / "briefs", text)
    assert brief.tokens == {"Emma": "tok", "Tom": "tom_tok"}


def test_a_picture_that_changes_between_the_look_and_the_start_is_not_used(
    shelf: tuple[Database, Store], home: Path
) -> None:
    path = drawn(home / "emma.png")
    (file,) = read_asked(Flags(prompt="Emma waits.", reference=("Emma=emma.png",))).files
    file.put(shelf[1])
    assert shelf[1].holds(file.blob)
    drawn(path, "black")
    with pytest.raises(
        BadInput, match=r"--reference: .*emma\.png changed while it was read: start the film again"
    ):
        file.put(shelf[1])
    path.unlink()
    with pytest.raises(BadInput, match="cannot be read any more"):
        file.put(shelf[1])
