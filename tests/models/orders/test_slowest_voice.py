"""What a line can take to say at the very most, tried against the real offline voice."""

import wave
from pathlib import Path

import pytest

from models.orders.requests import SpeechRequest
from models.orders.slowest_voice import LETTER_S, PAUSE_S, longest_spoken
from providers.base import Bench
from providers.offline.voice.piper import PiperVoice


@pytest.mark.parametrize(
    "line",
    [
        "1999",
        "$1,234,567.89",
        "100%",
        "UFO",
        "W W W",
        "www.example.com/a_b-c?d=e",
        "Hi.",
        "Yes. No. Yes. No.",
        "5 km/h",
        "7777777",
        "7 Mbps, 77 µm, -77.77°C",
        "Louis XVIII, vol. 7, Lt. Gen. Hart",
        "Mr. Smith, Dr. J. R. R. Tolkien",
        "It was 1999, then 2001, 2008 and 2014, and $1,234,567.89 was gone.",
        "The sea is quiet. Far out, a single boat turns home.",
    ],
)
def test_no_line_takes_longer_than_the_longest_it_can(line: str, tmp_path: Path) -> None:
    pytest.importorskip("piper")
    path = PiperVoice().render(SpeechRequest(text=line), Bench(tmp_path)).path
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() <= longest_spoken(line)


def test_ordinary_words_are_bounded_by_a_very_slow_voice() -> None:
    words = "the door opens slowly in the sea"
    assert longest_spoken(words) == pytest.approx(PAUSE_S + len(words) * LETTER_S)


def test_a_character_that_is_a_syllable_takes_longer_than_the_usual_pace_of_its_script() -> None:
    for line in ("一个灯塔守护人在海里发现一扇门", "海の中に扉がある", "바다속에문이있다"):
        assert longest_spoken(line) > len(line) / 4.5


def test_nothing_takes_no_time() -> None:
    assert longest_spoken(" ") == 0.0
