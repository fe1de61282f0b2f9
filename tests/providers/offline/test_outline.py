"""The outline writer: the film is about the text it was given, in that text's own words."""

import re
import time
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from activities.story.templates import find_template, load_templates
from models.brief import Brief
from models.cut.lengths import card_seconds
from models.errors import BadInput
from models.film.at_once import AtOnce
from models.shots.shot_list import MOVEMENTS
from models.story.stages import shots_of
from models.subjects.bible import bible_of
from models.subjects.unused import unused_subjects
from providers.offline.outline import OutlineWriter
from providers.offline.outline.text.pace import spoken_seconds
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked

EXAMPLES = Path(__file__).parents[3] / "examples"
LIGHTHOUSE = (EXAMPLES / "01-the-lighthouse-door.txt").read_text(encoding="utf-8")
TRAIN = (EXAMPLES / "02-the-night-train-to-orrin.txt").read_text(encoding="utf-8")
CHINESE = (EXAMPLES / "03-the-lamp-and-the-sea.zh.txt").read_text(encoding="utf-8")
ARABIC = (
    "كانت ليلى تعيش في بيت صغير قرب البحر مع جدتها. كل مساء كانت تجلس على الشاطئ وتنتظر قارب أبيها. "
    "في ليلة باردة رأت ضوءا بعيدا فوق الماء. ركضت ليلى إلى القرية وأيقظت الصياد العجوز. هل تخافين؟ قالت ليلى: لا أخاف. "
    "عند الفجر ركبا القارب معا ودخلا الضباب. فتحت ليلى الباب. عادوا إلى البيت عند الغروب."
)
SLACK_S = 0.2
"""Clauses that are joined gain a space and a full stop that were not counted apart."""
ENDS = re.compile(r"[.!?…。！？؟][\"”’»」』)]*$")
writer = OutlineWriter()


class Film:
    """All four stages of a brief."""

    def __init__(self, text: str, seconds: float = 30, **fields: str | int) -> None:
        self.brief = Brief(story=text, seconds=max(6, seconds), **fields)
        self.choice = writer.choose_template(self.brief, load_templates())
        self.template = find_template(self.choice.selected_template)
        self.story = writer.write_story(self.brief, self.template)
        self.seconds = seconds - sum(card_seconds(seconds)) if seconds > 7 else seconds
        self.plan = writer.plan_shots(self.brief, self.template, self.story, self.seconds)
        self.visuals = writer.specify_visuals(self.brief, self.story, self.plan)
        self.shots = shots_of(self.story, self.plan, self.visuals)
        self.planned = self.plan.shots
        self.said = " ".join(scene.voice_over for scene in self.planned if scene.voice_over)
        self.people = {character.name: character.description for character in self.story.characters}


TEXTS = {
    "story": LIGHTHOUSE, "long": TRAIN, "chinese": CHINESE, "arabic": ARABIC, "word": "Lighthouse",
    "sentence": "A lighthouse keeper finds a door in the sea", "ad": "Make a 30 second ad for a coffee mug",
    "emoji": "A 🦊 fox 🎉 runs home", "caps": "MARA WALKED TO THE SEA. SHE FOUND A KEY. MARA NEVER CAME BACK.",
    "run-on": "a girl walks into the forest she finds a fox the fox speaks to her and then they dance until morning but she falls asleep under an old tree",
    "list": "# The Bread\n\n- Ana kneads the dough\n- Her **son** watches\n- The oven glows", "heading": "# Only a title",
    "letters": "a b c " * 100, "one long word": "x" * 20_000, "quotes": '"' * 5 + "hello world",
    "korean": "한 소녀가 바다로 갔다. 밤이 되었다.", "thai": "ฉันรักเธอ", "number": "42",
}  # fmt: skip
COUNTED = ("story", "long", "chinese", "sentence")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("seconds", [3, 6.5, 7.5, 14.1, 30])
def test_any_text_gives_whole_frames_that_fill_the_film_and_complete_prompts(name, seconds):
    film = Film(TEXTS[name], seconds)
    frames = [scene.duration_seconds * 24 for scene in film.planned]
    assert all(abs(count - round(count)) < 1e-6 for count in frames)
    assert sum(map(round, frames)) == round(film.seconds * 24)
    assert all(72 <= round(count) <= 168 for count in frames)
    assert film.story.story_title.strip()
    for before, after in pairwise(film.planned):
        assert (before.camera.shot_type, before.camera.movement) != (
            after.camera.shot_type,
            after.camera.movement,
        )
    for scene, visual in zip(film.planned, film.visuals.shots, strict=True):
        assert 80 <= len(visual.image_prompt.split()) <= 150
        assert not scene.voice_over or ENDS.search(scene.voice_over)
        for person in scene.characters[:2]:
            assert film.people[person] in visual.image_prompt


@pytest.mark.parametrize("seconds", [3, 5, 7])
def test_a_film_of_up_to_seven_seconds_is_one_scene(seconds):
    assert len(Film(LIGHTHOUSE, seconds).planned) == 1


@pytest.mark.parametrize("name", COUNTED)
@pytest.mark.parametrize("count", [1, 2, 5, 7, 12])
def test_a_film_has_exactly_as_many_shots_as_were_asked_for(name, count):
    film = Film(TEXTS[name], 30, shot_count=count)
    frames = [scene.duration_seconds * 24 for scene in film.planned]
    assert len(film.shots) == count
    assert all(abs(length - round(length)) < 1e-6 for length in frames)
    assert sum(map(round, frames)) == round(film.seconds * 24)
    assert all(24 <= round(length) <= 60 * 24 for length in frames)
    for line in film.story.voice_over:
        heard = [scene.voice_over for scene in film.planned if scene.story_beat == line.beat]
        assert line.text == " ".join(filter(None, heard))


@pytest.mark.parametrize("name", COUNTED)
@pytest.mark.parametrize(("seconds", "count"), [(8, 5), (1800, 360), (63, 1), (1800, 30), (100, 90)])
def test_the_shortest_and_the_longest_shots_still_fill_the_film_to_the_frame(name, seconds, count):
    film = Film(TEXTS[name], seconds, shot_count=count)
    frames = [round(scene.duration_seconds * 24) for scene in film.planned]
    assert len(frames) == count
    assert sum(frames) == round(film.seconds * 24)
    assert all(24 <= length <= 60 * 24 for length in frames)


@pytest.mark.parametrize("count", [5, 6, 8])
def test_a_number_of_shots_that_fits_keeps_every_shot_at_three_to_seven_seconds(count):
    film = Film(LIGHTHOUSE, 30, shot_count=count)
    assert len(film.planned) == count
    assert all(3 <= scene.duration_seconds <= 7 for scene in film.planned)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_story_in_a_few_long_takes_is_told_from_its_beginning_to_its_end(count):
    film = Film(LIGHTHOUSE, 30, shot_count=count)
    assert film.planned[0].voice_over.startswith("Every evening Mara climbed the lighthouse")
    assert film.planned[-1].voice_over.endswith("a hundred small lights answered.")
    assert all(scene.voice_over for scene in film.planned)
    assert film.said == Film(LIGHTHOUSE).said


@pytest.mark.parametrize("name", COUNTED)
@pytest.mark.parametrize("count", [1, 2, 12, 19])
def test_the_words_of_a_long_take_or_a_quick_cut_can_be_said_in_it(name, count):
    film = Film(TEXTS[name], 30, shot_count=count)
    assert film.said
    for scene in film.planned:
        needed = spoken_seconds(scene.voice_over, film.story.language) + 0.6 if scene.voice_over else 0.0
        assert needed <= scene.duration_seconds + SLACK_S


@pytest.mark.parametrize(("count", "hint"), [(26, "ask for at most 25"), (360, "ask for at most 25")])
def test_more_shots_than_the_film_has_seconds_are_refused_in_one_sentence(count, hint):
    with pytest.raises(BadInput, match=rf"^{count} shots cannot fill the 25\.79 s .*{hint}[^.]*\.$"):
        Film(LIGHTHOUSE, 30, shot_count=count)


def test_a_shot_of_more_than_a_minute_is_refused_in_one_sentence():
    with pytest.raises(BadInput, match=r"^1 shot cannot fill the 94\.5 s .*ask for at least 2[^.]*\.$"):
        Film(LIGHTHOUSE, 100, shot_count=1)


@pytest.mark.parametrize("seconds", [30, 60, 90])
@pytest.mark.parametrize("text", [LIGHTHOUSE, TRAIN, CHINESE])
def test_the_narration_is_the_storys_own_words_in_order_and_fits_its_scenes(text, seconds):
    film = Film(text, seconds)
    source, at = re.sub(r"\W", "", text.lower()), 0
    for scene in film.planned:
        for sentence in re.split(r"(?<=[.!?。！？])[\"”]?\s*", scene.voice_over):
            words = re.sub(r"\W", "", sentence.lower())
            found = source.find(words, at)
            assert found >= at, sentence
            at = found + len(words)
        room = scene.duration_seconds - 0.6 + SLACK_S
        assert spoken_seconds(scene.voice_over, film.story.language) <= room
        assert not re.search(r"(?:[,،，;]|\b(?:and|but|or|the|a|of|with|who))\s*[.。]$", scene.voice_over)


def test_the_narration_begins_where_the_story_begins_and_ends_where_it_ends():
    film = Film(LIGHTHOUSE)
    assert film.planned[0].voice_over.startswith("Every evening Mara climbed the lighthouse")
    assert film.planned[-1].voice_over.endswith("a hundred small lights answered.")


def test_the_first_example_is_about_mara_tomas_and_the_door():
    film = Film(LIGHTHOUSE)
    assert film.story.story_title == "The Lighthouse Door"
    assert film.choice.selected_template == "heros-journey"
    assert "door" in film.choice.reasoning
    assert {"Mara", "Tomas", "Mara's father"} <= set(film.people)
    assert film.story.places == ("the lighthouse", "the beach", "the village", "the garden")
    assert "door" in film.said
    assert len({scene.time_of_day for scene in film.planned}) >= 3
    assert {scene.place for scene in film.planned} >= {"the lighthouse", "the beach", "the garden"}


def test_a_coat_in_the_text_is_the_coat_of_the_person_who_wears_it():
    people = Film(LIGHTHOUSE).people
    assert "green coat" in people["Tomas"]
    assert "green coat" not in people["Mara"]
    assert "seventies" in people["Tomas"]


def test_a_pronoun_means_the_person_who_was_spoken_of():
    film = Film("Mara walked to the sea. She found a key. Tomas waited in the village. He did not sleep.", 30)
    by_line = {scene.voice_over: scene.characters for scene in film.planned if scene.voice_over}
    assert by_line["She found a key."] == ("Mara",)
    assert by_line["He did not sleep."] == ("Tomas",)


def test_an_animal_is_still_in_the_picture_where_only_it_is_said_and_night_falls_when_it_does():
    shots = Film("A fox walks to the river. It swims across. It rains. Night falls.", shot_count=4).shots
    assert [any("fox" in name.lower() for name in shot.characters) for shot in shots] == [
        True,
        True,
        False,
        False,
    ]
    assert [shot.time_of_day for shot in shots] == ["evening", "evening", "evening", "night"]


def test_days_months_and_cities_are_no_characters():
    film = Film(
        "On Monday Ana flew to Lisbon. In March she came back. Ana loved Lisbon. December was cold in Lisbon."
    )
    assert set(film.people) == {"Ana"}
    assert "Lisbon" in film.story.places


def test_somebody_without_a_name_is_known_by_what_they_are():
    film = Film("A lighthouse keeper finds a door in the sea")
    assert list(film.people) == ["the lighthouse keeper"]
    assert film.story.story_title == "The Door in the Sea"
    assert "A lighthouse keeper finds a door in the sea." in film.said
    assert film.said.count("lighthouse keeper") == 1


def test_a_character_looks_the_same_in_every_film():
    first, second = (
        Film("Mara walked to the sea. Mara slept."),
        Film("Mara lit the lamp in the tower. Mara sang."),
    )
    assert first.people["Mara"] == second.people["Mara"]


def test_from_the_second_scene_on_it_is_the_exact_same_person():
    film = Film(LIGHTHOUSE, 60)
    again = [
        v.image_prompt
        for s, v in zip(film.planned, film.visuals.shots, strict=True)
        if s.characters and s.number > 1
    ]
    assert sum("the exact same p" in prompt for prompt in again) >= len(again) - 2


def test_a_long_film_uses_every_camera_movement_and_many_sizes():
    film = Film(TRAIN, 180)
    assert {scene.camera.movement for scene in film.planned} == set(MOVEMENTS)
    assert len({scene.camera.shot_type for scene in film.planned}) >= 6


def test_one_word_is_said_once():
    film = Film("Lighthouse")
    assert film.said.lower().count("lighthouse") == 1
    assert film.story.places == ("the lighthouse",)
    assert film.story.story_title == "Lighthouse"


def test_an_order_for_an_advertisement_is_not_read_aloud():
    film = Film("Make a 30 second ad for a coffee mug. Use warm colours. It keeps coffee hot all day.")
    assert not re.search(r"\b(?:make|second|ad|colours)\b", film.said.lower())
    assert "It keeps coffee hot all day." in film.said
    assert film.choice.selected_template not in {"heros-journey", "emotional-arc"}
    assert "coffee mug" in film.story.product_description.lower()
    assert film.story.characters == ()


def test_a_story_gets_a_storys_arc():
    choices = [Film(text).choice.selected_template for text in (LIGHTHOUSE, TRAIN, CHINESE, ARABIC)]
    assert set(choices) <= {"heros-journey", "emotional-arc"}


def test_a_template_that_was_asked_for_is_taken():
    film = Film(LIGHTHOUSE, template="aida")
    assert (film.choice.selected_template, film.choice.confidence) == ("aida", 1.0)
    assert {scene.story_beat for scene in film.planned} == {"Attention", "Interest", "Desire", "Action"}


def test_without_templates_it_says_so():
    with pytest.raises(BadInput, match="no story templates"):
        writer.choose_template(Brief(prompt="A story"), ())


def test_a_title_style_and_mood_that_were_given_are_kept():
    film = Film(LIGHTHOUSE, title="Salt", style="woodcut", mood="joyful")
    assert film.story.story_title == "Salt"
    assert film.visuals.consistency.style == "woodcut"
    assert all(shot.mood.startswith("joyful") for shot in film.shots)
    assert all("woodcut" in shot.enhanced_prompt for shot in film.shots)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (LIGHTHOUSE, "en"), ("Oslo", "en"), ("Mara, Tomas!", "en"), (CHINESE, "zh"), (ARABIC, "ar"), ("彼女は海へ行った。", "ja"),
        ("한 소녀가 바다로 갔다.", "ko"), ("Он шёл домой по старой дороге.", "ru"),
        ("El farero encuentra una puerta en el mar y baja por la escalera.", "es"),
    ],
)  # fmt: skip
def test_the_language_is_told_by_script_and_letters(text, language):
    assert Film(text).story.language == language


def test_a_chinese_story_keeps_its_people_places_and_hours():
    film = Film(CHINESE, 45)
    assert {"林海", "阿月"} <= set(film.people)
    assert {"the lighthouse", "the beach", "the village", "the garden"} <= set(film.story.places)
    assert {"night", "dawn", "dusk"} <= {scene.time_of_day for scene in film.planned}


def test_an_arabic_story_keeps_its_people_places_and_hours():
    film = Film(ARABIC, 45)
    assert "ليلى" in film.people
    assert {"the sea", "the village", "the house"} <= set(film.story.places)
    assert {"evening", "night", "dawn", "dusk"} & {scene.time_of_day for scene in film.planned}


def test_abbreviations_and_quotations_do_not_end_a_sentence():
    film = Film(
        'Dr. Holt met Mr. Reyes at 5 p.m. in the garden. "Wait... what?" said Holt. They laughed.', 30
    )
    assert "Dr. Holt met Mr. Reyes at 5 p.m. in the garden." in film.said
    assert '"Wait... what?" said Holt.' in film.said


def test_the_same_brief_gives_the_same_story():
    assert Film(TRAIN, 60).shots == Film(TRAIN, 60).shots


def test_a_novel_takes_seconds_and_is_told_from_beginning_to_end():
    chapters = [
        f"Ana crossed the river in year {number}. She walked to the village and slept."
        for number in range(25_000)
    ]
    text = "\n\n".join(["Ana was born in the old tower.", *chapters, "Ana came home to the sea."])
    assert len(text.split()) > 300_000
    start = time.process_time()
    film = Film(text, 30)
    assert time.process_time() - start < 10
    assert film.planned[0].voice_over.startswith("Ana was born in the old tower.")
    assert film.planned[-1].voice_over.endswith("Ana came home to the sea.")


def test_the_example_brief_shows_every_field():
    given = tomllib.loads((EXAMPLES / "brief.toml").read_text(encoding="utf-8"))
    assert given.pop("approval") == {"timeout_hours": 72, "on_timeout": "wait"}
    assert given.pop("budget") == "5.00"
    assert set(given.pop("at_once")) <= set(AtOnce.model_fields)
    assert given.pop("turns") == 1
    assert set(given) == set(Brief.model_fields) - {"story", "shots", "music", "material"}
    brief = read_asked(Flags(brief=EXAMPLES / "brief.toml")).request.brief
    assert find_template(brief.template)
    writer, template = OutlineWriter(), find_template(given["template"])
    told = writer.write_story(brief, template)
    people = told.characters
    plan = writer.plan_shots(brief, template, told, 25.0)
    shots = shots_of(told, plan, writer.specify_visuals(brief, told, plan))
    assert not unused_subjects(brief.subjects, bible_of(brief.subjects, (), shots), shots)
    assert set(given["triggers"]) <= {person.name for person in people}, "its token has somebody to stand for"
    commented = (EXAMPLES / "brief.toml").read_text(encoding="utf-8")
    assert "story = " in commented
    assert "[[shots]]" in commented
    assert "music = " in commented


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("“The bell is broken,” said her son Leo.", "Leo"),
        ("“The bell is broken,” said Rosa's son Leo.", "Leo"),
        ("Leo said to Rosa, “The bell is broken.”", "Leo"),
        ("“Where is my bell, Leo?” Rosa asked Leo.", "Rosa"),
    ],
)
def test_whoever_speaks_comes_first_in_the_picture(line, first):
    film = Film(
        f"A baker named Rosa kneaded dough in the kitchen. Her son Leo came in. {line} It rang no more."
    )
    told = next(scene for scene in film.planned if "bell" in scene.action)
    assert told.characters[0] == first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1\n00:00:01,000 --> 00:00:03,500\n<i>The storm came at dusk.</i>", "the-storm-came-at-dusk"),
        ("Scene 1 (0:00-0:05): Kitchen, early morning.\nVoiceover: It is late.", "kitchen-early-morning"),
        ("EXT. HOSPITAL ROOFTOP - NIGHT\n\nMARA smokes.\n\nMARA\nIt is late.", "mara-smokes"),
        ("[12/03/2026, 21:14:07] Lena: Are you there?", "lena-are-you-there"),
        ("The Kite\n\nA boy ran over the hill.", "the-kite"),
    ],
)
def test_a_films_id_begins_with_what_is_told_first(text, words):
    assert re.fullmatch(rf"{words}-[0-9a-f]{{6}}", Brief(story=text).film_id())


def test_a_title_has_no_notes_in_brackets():
    film = Film("INT. CHURCH - DAY\n\nMara kneels.\n\nMARA\nWhere are you?\n\nMARA\nIt is late.\n")
    assert "(" not in film.story.story_title


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Aldar Kose tricks a wealthy merchant by selling him a magical pot", "Aldar Kose"),
        (
            "Aldar Kose riding his horse across the steppe to his yurt at sunset",
            "Aldar Kose and the Horse",
        ),
        ("Aldar Kose playing music for villagers around a campfire under the stars", None),
    ],
)
def test_whoever_is_at_something_is_who_the_film_is_about(prompt, title):
    film = Film(prompt)
    assert "Aldar Kose" in {person.name for person in film.story.characters}
    assert title is None or film.story.story_title == title


def test_a_place_in_whose_name_something_goes_on_is_nobody():
    assert not Film("Central Park glowing at dusk").story.characters
    assert not Film("New York morning in the rain").story.characters
