"""What models write to be heard comes without what nobody says: marks, labels, stage directions."""

import json

import pytest

from activities.contracts import AskRequest
from activities.story.answers.marks import unmarked
from activities.story.assembly.told_lines import told
from activities.story.stages import stages
from activities.story.templates import load_templates
from models.brief import Brief
from models.story.plan import ModelChoice

PEOPLE = {"anna", "tom", "mr. hale"}


def heard(text: str) -> list[tuple[str, str, str]]:
    return [
        (part.speaker, part.text, part.delivery)
        for part in told(unmarked(text), lambda name: name.casefold() in PEOPLE)
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("**The lamp** goes <b>o</b>ut &amp; stays *dark*.", "The lamp goes out & stays dark."),
        ("NARRATOR: It was warm.", "It was warm."),
        ("**Narrator (V.O.):** [sighs] It was (beat) warm.", "It was warm."),
        ("Erzähler: Es war warm.", "Es war warm."),
        ("旁白：天亮了。", "天亮了。"),
        ("(whispering) Come. *sighs* Never *again*.", "Come. Never again."),
        ("♪ La la ♪ 🎉 It's 45°C™.", "La la It's 45°C™."),
        ("```text\nHello there\n```", "Hello there"),
        ("<speak>Hello<break time='1s'/> you</speak>", "Hello you"),
        ("Remember this: we met (the two of us) at 7:05.", "Remember this: we met (the two of us) at 7:05."),
        ("WARNING: 2 * 3 * 4 is no snake_case, 3 < 4.", "WARNING: 2 * 3 * 4 is no snake_case, 3 < 4."),
        ("می‌خواهم", "می\u200cخواهم"),
    ],
)
def test_only_words_are_left_to_say(written: str, said: str) -> None:
    assert [text for _, text, _ in heard(" ".join(written.split()))] == [said]


@pytest.mark.parametrize("text", ["[music swells]", "♪", "(beat)", "NARRATOR: [silence]", "🎉", ""])
def test_where_nothing_is_said_there_is_no_line(text: str) -> None:
    assert heard(text) == []


def test_each_label_is_a_voice_and_its_brackets_are_how_it_speaks() -> None:
    assert heard(
        "The bell. ANNA (softly): Hi (she waves) TOM: Hello. Mr. Hale: Sit. NARRATOR: They sat."
    ) == [
        ("", "The bell.", ""),
        ("ANNA", "Hi", "softly, she waves"),
        ("TOM", "Hello.", ""),
        ("Mr. Hale", "Sit.", ""),
        ("", "They sat.", ""),
    ]


@pytest.mark.parametrize("text", ["*" * 700, "(" * 700, "[a" * 350, "&amp;" * 140, "a: " * 230, "ANNA: " * 110, "`" * 700, "<b>" * 230])  # fmt: skip
def test_strange_marks_are_read_too(text: str) -> None:
    assert all("[" not in said or "]" not in said for _, said, _ in heard(text))


def test_what_a_model_writes_becomes_clean_lines_of_who_says_them() -> None:
    shot = {"duration_seconds": 5, "action": "Anna opens the **door**", "image": "A *red* door &amp; a lamp", "characters": ["Anna"]}  # fmt: skip
    answer = {
        "story_title": "**The Door**",
        "characters": [{"name": "Anna", "kind": "woman", "age": "30", "height": "tall", "build": "slim", "hair": "short black", "face": "oval", "eyes": "grey", "skin": "pale", "upper_clothing": "a green coat", "lower_clothing": "jeans", "footwear": "boots", "expression": "calm"}],
        "shots": [
            {**shot, "voice_over": "NARRATOR: It was **warm** [wind howls]."},
            {**shot, "action": "Anna goes", "shot_type": "wide", "voice_over": "ANNA (softly): Who is there? ♪", "speaker": "Anna"},
            {**shot, "action": "Anna waits", "shot_type": "close-up", "voice_over": "Night. ANNA: Hello?"},
        ],
    }  # fmt: skip
    request = AskRequest(
        stage="single",
        model=ModelChoice(vendor="openai", model="some-model"),
        brief=Brief(prompt="Anna opens a door."),
        seconds=15.0,
        shots=3,
    )
    written = stages.read(request, json.dumps(answer), load_templates()).written
    assert written is not None
    assert written.story is not None
    assert written.story.story_title == "The Door"
    shots = written.plan.shots
    assert [shot.voice_over for shot in shots] == ["It was warm.", "Who is there?", "Night. Hello?"]
    assert [[(line.subject, line.text, line.delivery) for line in shot.lines] for shot in shots] == [
        [],
        [("Anna", "Who is there?", "softly")],
        [("", "Night.", ""), ("Anna", "Hello?", "")],
    ]
    assert "A red door & a lamp" in written.visuals.shots[0].image_prompt
