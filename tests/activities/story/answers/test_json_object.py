"""The JSON in an answer is found whatever stands around it, and what is wrong is told apart."""

import json
import time

import pytest

from activities.story.answers.drafts import TemplateDraft
from activities.story.answers.json_object import read_draft, read_object
from activities.story.answers.unusable import Unusable

GOOD = '{"title": "A {brace} and a \\"quote\\"", "n": 1}'


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "\ufeff" + GOOD,
        f"```json\n{GOOD}\n```",
        f"Sure! Here is the JSON you asked for {{as agreed}}:\n\n{GOOD}\n\nLet me know if you want more.",
        f'<think>Perhaps {{"title": "no"}}? No.</think>\n{GOOD}',
        f"I thought about it.</think>{GOOD}",
        f'{{}} {GOOD} {{"t": 2}}',
        f'[THINK]Perhaps {{"title": "no"}}? No.[/THINK]\n{GOOD}',
        f"<think>One.</think>\n<thinking>Two.</thinking>{GOOD}",
        json.dumps(GOOD),
        json.dumps(json.dumps(GOOD)),
        f"```json\n{json.dumps(GOOD)}\n```",
        "Here: " + json.dumps(GOOD)[1:-1],
        "\ufeff" + json.dumps("\ufeff" + GOOD),
    ],
)
def test_the_object_is_found_whatever_stands_around_it(text):
    assert read_object(text) == {"title": 'A {brace} and a "quote"', "n": 1}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("\ufeff \n", "empty"),
        ("I'm sorry, I can't help with that.", "refused"),
        ("I’m really sorry, but as an AI I cannot create this.", "refused"),
        ("Scene one: the lamp goes out.", "no-json"),
        ("[1, 2, 3]", "no-json"),
        ('{"a": {"b": "c', "truncated"),
        ('```json\n{"a": [{"b": 1},', "truncated"),
        ("{", "truncated"),
        ("<think>Let me see {", "truncated"),
        ('{"a": 1,}', "broken-json"),
        ('{"a" 1}', "broken-json"),
        ('{"a": "say "no" to it"}', "broken-json"),
        ("{'a': 1}", "broken-json"),
        ("{}", "broken-json"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "broken-json"),
        ('{"a":[' * 5000, "truncated"),
        ("x" * 2_000_001, "too-long"),
    ],
)
def test_each_way_to_be_useless_is_told_apart(text, problem):
    with pytest.raises(Unusable) as caught:
        read_object(text)
    assert caught.value.problem == problem


def test_odd_values_never_crash():
    assert read_object('{"a": 1, "a": 2}') == {"a": 2}
    found = read_object('{"nan": NaN, "inf": -Infinity, "big": ' + "9" * 6000 + ', "s": "\\ud800x\\u0000"}')
    assert (found["nan"], found["inf"], found["big"]) == (None, None, float("inf"))
    json.dumps(found["s"], ensure_ascii=False).encode()


def test_an_answer_wrapped_in_its_name_is_unwrapped():
    wrapped = '{"template": {"selected_template": "aida", "confidence": "about 0.8"}}'
    assert read_draft(wrapped, TemplateDraft).confidence == 0.8


def test_an_answer_that_is_a_text_within_its_name_is_unwrapped():
    wrapped = json.dumps({"answer": json.dumps({"selected_template": "aida", "confidence": 0.8})})
    assert read_draft(wrapped, TemplateDraft).confidence == 0.8


def test_letters_that_were_escaped_twice_are_letters():
    twice = {"s": r"Caf\u00e9 \ud83d\ude00 says \"hi\"", "k": r"C:\new"}
    assert read_object(json.dumps(twice)) == {"s": 'Café 😀 says "hi"', "k": r"C:\new"}


@pytest.mark.parametrize(
    "text",
    [
        '{\\"a' * 300_000,
        "<think></think>" * 100_000,
        "[THINK]" * 200_000,
        '{"s": "' + "\\\\u00e9" * 200_000 + '"',
        "\\" * 1_900_000 + '{\\"}',
    ],
)
def test_encodings_without_an_end_are_read_in_no_time(text):
    began = time.thread_time()
    with pytest.raises(Unusable):
        read_object(text)
    assert time.thread_time() - began < 5


def test_what_is_missing_or_of_another_type_is_named():
    with pytest.raises(Unusable) as caught:
        read_draft('{"confidence": [], "reasoning": {"a": 1}}', TemplateDraft)
    assert caught.value.problem == "wrong-shape"
    assert [error.split(":")[0] for error in caught.value.errors] == [
        "selected_template",
        "confidence",
        "reasoning",
    ]
