"""Effects as they are typed and as a brief has them, and one sentence for what is no sound."""

from pathlib import Path

import numpy as np
import pytest

from infra.media.sound import RATE, write_wav
from models.brief import Brief
from models.errors import BadInput
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked

PROMPT = "A fox crosses a frozen river."


@pytest.fixture
def rain(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "rain.wav", 0.1 * np.ones(RATE // 10))


def asked(*effects: str) -> Brief:
    return read_asked(Flags(prompt=PROMPT, effects=[*effects])).request.brief


def test_auto_files_and_a_file_for_one_shot_may_be_given_together(rain: Path) -> None:
    brief = asked("auto", str(rain), f"3={rain}", f"shot_004={rain}")
    assert brief.effects.auto
    assert [one.shot for one in brief.effects.files] == ["", "3", "shot_004"]
    assert {one.file.suffix for one in brief.effects.files} == {".wav"}
    assert set(brief.given_files) == {one.file for one in brief.effects.files}


def test_a_film_without_effects_keeps_its_id_and_one_with_them_is_another(rain: Path) -> None:
    plain = Brief(prompt=PROMPT)
    same = Brief.model_validate({"prompt": PROMPT, "effects": {"auto": False}})
    assert same.film_id() == plain.film_id()
    assert len({plain.film_id(), asked("auto").film_id(), asked(str(rain)).film_id()}) == 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "--effects must be `auto`, a sound file, or SHOT=FILE such as 3=door.wav, not ''."),
        (
            "=door.wav",
            "--effects must be `auto`, a sound file, or SHOT=FILE such as 3=door.wav, not '=door.wav'.",
        ),
        ("3=", "--effects must be `auto`, a sound file, or SHOT=FILE such as 3=door.wav, not '3='."),
        ("nowhere.wav", "--effects: there is no file"),
    ],
)
def test_what_is_no_effect_is_said_in_one_sentence(given: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        asked(given)
    assert said in str(refused.value)


def test_a_file_without_a_sound_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "rain.wav"
    text.write_text("no sound at all")
    with pytest.raises(BadInput, match=r"^--effects: "):
        asked(str(text))


@pytest.mark.parametrize("shot", ["9", "0", "-1", "café"])
def test_a_sound_for_a_shot_that_the_list_lacks_is_refused(rain: Path, tmp_path: Path, shot: str) -> None:
    shots = tmp_path / "shots.json"
    shots.write_text('[{"enhanced_prompt": "a quay"}, {"enhanced_prompt": "a boat"}]')
    with pytest.raises(BadInput) as refused:
        read_asked(Flags(shots=shots, effects=[f"{shot}={rain}"]))
    assert str(refused.value) == (
        f"--effects has a sound for shot {shot!r}, and there is none: the list has 2 shots, such as 2."
    )
    assert read_asked(
        Flags(shots=shots, effects=[f"2={rain}", f"shot_001={rain}"])
    ).request.brief.effects.files


def test_too_many_effects_are_too_many_of_the_flag(rain: Path) -> None:
    with pytest.raises(BadInput, match=r"^--effects has too many entries: 100 is the most\.$"):
        asked(*[f"{shot}={rain}" for shot in range(1, 102)])
