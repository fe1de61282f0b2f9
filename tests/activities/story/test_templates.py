"""The story templates: eight, complete, found by id; and a person's own beside them."""

import pytest

from activities.story.templates import find_template, load_templates, read_templates, template_source
from models.errors import BadInput, UnknownName

IDS = [
    "aida", "before-after-bridge", "emotional-arc", "heros-journey",
    "problem-agitate-solve", "sensory-experience", "social-proof", "teaser-reveal",
]  # fmt: skip


def test_there_are_eight_templates_in_order_of_their_ids():
    assert [template.id for template in load_templates()] == IDS


@pytest.mark.parametrize("template_id", IDS)
def test_the_beats_of_a_template_fill_the_film(template_id):
    template = find_template(template_id)
    assert 4 <= len(template.beats) <= 6
    assert sum(beat.share for beat in template.beats) == pytest.approx(1)
    assert len({beat.name for beat in template.beats}) == len(template.beats)
    assert all(beat.purpose and beat.mood for beat in template.beats)
    assert template.best_for
    assert template.keywords
    assert template.tone
    assert template.example


def test_an_unknown_template_is_refused_with_the_list_of_those_there_are():
    with pytest.raises(UnknownName, match=r"'heros-trip'.*aida.*heros-journey.*teaser-reveal"):
        find_template("heros-trip")


def test_a_path_is_no_template():
    with pytest.raises(UnknownName):
        find_template("../templates/aida")


OWN = """
name = "Three Wishes"
tone = "playful"
best_for = ["fairy tales"]

[[beats]]
name = "Wish"
share = 0.33
purpose = "Somebody wishes."

[[beats]]
name = "Price"
share = 0.33
purpose = "It costs something."

[[beats]]
name = "Return"
share = 0.33
purpose = "They give it back."
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "three-wishes.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_a_persons_own_template_stands_beside_the_built_in_ones(folder):
    assert [template.id for template in load_templates(folder)] == sorted([*IDS, "three-wishes"])
    assert find_template("three-wishes", folder).name == "Three Wishes"
    with pytest.raises(UnknownName):
        find_template("three-wishes")


def test_shares_that_nearly_sum_to_1_are_made_to(folder):
    beats = find_template("three-wishes", folder).beats
    assert sum(beat.share for beat in beats) == pytest.approx(1, abs=1e-12)
    assert beats[0].share == pytest.approx(1 / 3)


def test_a_persons_template_of_the_same_id_replaces_the_built_in_one(folder):
    (folder / "aida.toml").write_text(OWN, encoding="utf-8")
    assert find_template("aida", folder).name == "Three Wishes"
    assert find_template("aida").name == "AIDA"


def test_a_template_is_found_as_soon_as_its_file_is_there(folder):
    load_templates(folder)
    (folder / "another.toml").write_text(OWN, encoding="utf-8")
    assert find_template("another", folder).name == "Three Wishes"
    (folder / "another.toml").write_text(OWN.replace("Three", "Two"), encoding="utf-8")
    assert find_template("another", folder).name == "Two Wishes"


def test_a_folder_that_is_not_there_and_other_files_are_no_trouble(tmp_path):
    assert [template.id for template in load_templates(tmp_path / "none")] == IDS
    (tmp_path / "README.md").write_text("notes")
    (tmp_path / ".hidden.toml").write_text("not TOML")
    assert [template.id for template in load_templates(tmp_path)] == IDS


def test_a_file_in_place_of_the_folder_is_refused(folder):
    with pytest.raises(BadInput, match="is a file: templates are TOML files in a folder"):
        load_templates(folder / "three-wishes.toml")


BEAT = '[[beats]]\nname = "B{}"\nshare = 0.05\npurpose = "P."\n'
HEAD = 'name = "N"\ntone = "t"\nbest_for = ["b"]\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", " is not TOML: "),
        (OWN.replace('name = "Three Wishes"', ""), ": name is missing"),
        (OWN.replace("tone", "tones"), ": tones is not a known field: did you mean 'tone'|: tone is missing"),
        ("colour = 3\n" + OWN, ": colour is not a known field"),
        ('id = "x"\n' + OWN, ": id is not a known field: the file's name"),
        (OWN.replace("0.33", '"a third"', 1), r": beats\[1\].share must be a number, not 'a third'"),
        (OWN.replace("0.33", "0", 1), r": beats\[1\].share must be more than 0, not 0"),
        (OWN.replace("0.33", "nan", 1), r": beats\[1\].share must be "),
        (OWN.replace("0.33", "0.5"), ": beats have shares that sum to 1.5"),
        (OWN.replace('purpose = "It costs something."', ""), r": beats\[2\].purpose is missing"),
        (OWN.replace('"Price"', '"wish"'), ": beats has two called 'Wish'"),
        (OWN.replace('"Price"', '" "'), r": beats\[2\].name is empty"),
        (HEAD, ": beats is missing"),
        ("beats = []\n" + HEAD, ": beats is empty"),
        (HEAD + "".join(BEAT.format(n) for n in range(20)), ": beats has 20 entries: 12 is the most"),
    ],
)
def test_a_bad_file_is_named_with_its_field_in_one_sentence_and_the_others_work(folder, text, said):
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=rf"mine\.toml(?:{said})") as caught:
        find_template("mine", folder)
    assert "\n" not in str(caught.value)
    assert read_templates(folder).broken == {"mine": str(caught.value)}
    assert [template.id for template in load_templates(folder)] == sorted([*IDS, "three-wishes"])
    assert find_template("aida", folder).name == "AIDA"


def test_a_broken_file_is_not_replaced_by_the_built_in_template_of_its_name(folder):
    (folder / "aida.toml").write_text("name = ", encoding="utf-8")
    assert "aida" not in [template.id for template in load_templates(folder)]
    with pytest.raises(BadInput, match=r"aida\.toml is not TOML"):
        find_template("aida", folder)


@pytest.mark.parametrize("name", ["My Own.toml", "Mine.toml", "a_b.toml", "-a.toml", "x" * 65 + ".toml"])
def test_a_file_whose_name_is_no_id_is_refused(folder, name):
    (folder / name).write_text(OWN, encoding="utf-8")
    with pytest.raises(BadInput, match="cannot name a template"):
        find_template(name.removesuffix(".toml"), folder)


def test_a_file_that_is_not_utf_8_is_refused(folder):
    (folder / "mine.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(BadInput, match=r"mine\.toml is not UTF-8"):
        find_template("mine", folder)


def test_the_file_of_a_template_can_be_copied_and_is_a_template_again(folder):
    (folder / "copied.toml").write_text(template_source("aida"), encoding="utf-8")
    assert find_template("copied", folder).beats == find_template("aida").beats
    assert template_source("three-wishes", folder) == OWN
