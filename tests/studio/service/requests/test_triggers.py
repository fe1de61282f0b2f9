"""What --trigger takes: one word a character, each character once; anything else is refused in one sentence."""

from pathlib import Path

import pytest

from models.errors import BadInput
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked


@pytest.mark.parametrize(
    ("triggers", "sentence"),
    [
        (("Mara=a b",), "--trigger gives Mara the token 'a b': use one word of letters"),
        (("Mara=$(rm)",), "--trigger gives Mara the token '$(rm)': use one word"),
        (("Mara=a;b",), "use one word"), (("Mara=`id`",), "use one word"), (("Mara=a|b",), "use one word"), (("Mara=<a",), "use one word"),
        (("Mara=" + "x" * 81,), "--trigger gives Mara a token of 81 characters: 80 is the most."),
        (("Mara=a", "mara=b"), "--trigger names Mara twice: give each character one token."),
    ],
)  # fmt: skip
def test_a_trigger_that_cannot_be_used_is_refused_in_one_sentence(triggers, sentence):
    with pytest.raises(BadInput) as caught:
        read_asked(Flags(prompt="Mara finds a door", trigger=triggers))
    assert sentence in str(caught.value)


@pytest.mark.parametrize("token", ["sks_woman", "<lora:mara:0.8>", "x" * 80, "ohwx-2.1", "人物"])
def test_a_token_of_one_word_is_taken(token):
    asked = read_asked(Flags(prompt="Mara finds a door", trigger=(f"Mara={token}",)))
    assert asked.request.brief.triggers == {"Mara": token}


def test_a_flag_takes_the_place_of_a_files_token_in_any_case(tmp_path: Path):
    file = tmp_path / "b.toml"
    file.write_text('prompt = "x"\n[triggers]\nMara = "old"\n')
    asked = read_asked(Flags(brief=file, trigger=("mara=new",)))
    assert asked.request.brief.triggers == {"mara": "new"}
    file.write_text('prompt = "x"\n[triggers]\nMara = "a"\nMARA = "b"\n')
    with pytest.raises(BadInput, match="triggers names Mara twice"):
        read_asked(Flags(brief=file))


def test_a_shot_list_is_drawn_as_it_is_and_takes_no_trigger(tmp_path: Path):
    file = tmp_path / "s.json"
    file.write_text('[{"enhanced_prompt": "A fox in the snow."}]')
    with pytest.raises(BadInput, match="write the token into its prompts"):
        read_asked(Flags(shots=file, trigger=("Mara=m",)))
