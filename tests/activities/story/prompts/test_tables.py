"""Tables go to a model in the shorter form; tokens are estimated without a vocabulary."""

import json

import pytest
import toon_format
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.story.prompts.tables import Cell, estimate_tokens, table, token_bound

SCENES: list[dict[str, Cell]] = [
    {"number": n, "action": "She lifts the lamp.", "place": "lamp room"} for n in range(6)
]


def test_toon_is_used_where_it_is_shorter():
    text, saved = table("scenes", SCENES)
    assert text.startswith("scenes[6]{number,action,place}:")
    as_json = json.dumps({"scenes": SCENES}, separators=(",", ":"))
    assert saved == estimate_tokens(as_json) - estimate_tokens(text) > 20
    assert toon_format.decode(text) == {"scenes": SCENES}


def test_json_is_used_where_it_is_not_longer():
    assert table("t", [{"a": 1}]) == ('{"t":[{"a":1}]}', 0)
    assert table("t", [{"t": 'say "no"\n'}])[1] == 0


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(
        st.fixed_dictionaries({"a": st.text(max_size=20), "b": st.integers(), "c": st.booleans()}), max_size=5
    )
)
def test_a_table_is_never_longer_than_json(rows):
    text, saved = table("t", rows)
    as_json = json.dumps({"t": rows}, ensure_ascii=False, separators=(",", ":"))
    assert saved >= 0
    assert estimate_tokens(text) == estimate_tokens(as_json) - saved
    assert saved or text == as_json


@pytest.mark.parametrize(
    ("text", "o200k"),
    [
        (
            "La gardienne du phare allume la lampe pour la dernière fois, et la mer s'endort derrière elle. Elle ferme la porte doucement.",
            29,
        ),
        ("Смотрительница маяка зажигает лампу в последний раз, и море засыпает за её спиной.", 26),
        ("灯塔看守人最后一次点亮了灯，大海在她身后沉沉睡去。她轻轻地关上门。", 30),
    ],
)
def test_estimates_are_near_what_a_tokeniser_counts(text, o200k):
    assert estimate_tokens(text) == pytest.approx(o200k, rel=0.15)
    assert token_bound(text) > o200k
