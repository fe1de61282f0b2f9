"""The command line without a server: sentences, exit codes, JSON, and how fast it answers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.cli import run

COMMANDS = [
    "make", "up", "down", "worker", "list", "status", "watch", "approve", "revise", "reject",
    "cancel", "pause", "resume", "budget", "fetch", "doctor",
]  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, and a current directory to write films in."""
    for name in [name for name in os.environ if name.startswith("TEMPORAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def in_a_process(
    *arguments: str, code: str = "from studio.cli import main; main()"
) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=30, env=environment
    )


def test_the_help_names_every_command_and_fits_80_columns(capfd: pytest.CaptureFixture[str]) -> None:
    shown = in_a_process("--help")
    assert shown.returncode == 0
    assert all(f" {command} " in shown.stdout for command in COMMANDS)
    assert max(map(len, shown.stdout.splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


def test_help_and_bad_arguments_load_neither_temporal_nor_any_media_library() -> None:
    code = (
        "import sys; from studio.cli import run; run(['--help']); run(['make', 'x', '--seconds', 'no']);"
        "print(sorted({'temporalio', 'numpy', 'PIL', 'av', 'cv2'} & set(sys.modules)), file=sys.stderr)"
    )
    assert in_a_process(code=code).stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["make", ""], "The prompt is empty"),
        (["make", "a", "lighthouse"], "unexpected extra argument"),
        (["make", "x", "--secnds", "9"], "No such option: --secnds"),
        (["make", "x", "--id", "../up"], "'../up' cannot be a film's id"),
        (["make", "--story", "missing.txt"], "There is no file missing.txt"),
        (["flim"], "No such command 'flim'"),
        (["revise", "film", "3"], "A revision must say what to change: give it --prompt or --note."),
        (["budget", "film", "lots"], "A budget must be an amount in dollars from 0 up, not 'lots'."),
        (["budget", "film", "--", "-1"], "A budget must be an amount in dollars from 0 up, not '-1'."),
        (["approve", "film", "--board", "first"], "--board must be the board's number, not 'first'."),
        (["worker", "film", "tape"], "There is no queue 'tape'"),
        (["fetch", "a/b"], "'a/b' cannot be a film's id"),
        (["make", "x", "--id", ""], "--id is empty: give it an id, or leave it out."),
        (["make", "x", "--out", ""], "--out is empty: give it a folder, or leave it out."),
        (["fetch", "film", "--out", ""], "--out is empty: give it a folder, or leave it out."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_gets_one_sentence_and_exit_code_2(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert sentence in said.err


def test_with_json_an_error_is_one_object_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["make", "x", "--seconds", "2", "--json"]) == 2
    assert json.loads(capsys.readouterr().out) == {
        "error": "--seconds must be at least 6, not 2.",
        "exit_code": 2,
    }


def test_a_folder_that_cannot_be_written_is_refused_before_anything_starts(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("taken").write_text("a file")
    assert run(["make", "A door in the sea", "--approve", "auto", "--out", "taken"]) == 2
    assert "Choose another folder with --out" in capsys.readouterr().err
    assert not home.exists()


def test_a_folder_of_another_film_is_not_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine").mkdir()
    Path("mine/report.json").write_text('{"id": "the-other-film"}')
    assert run(["make", "A door in the sea", "--approve", "auto", "--out", "mine"]) == 2
    assert "mine holds the film 'the-other-film'" in capsys.readouterr().err


def test_files_of_somebodys_own_are_not_written_over(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine").mkdir()
    Path("mine/film.mp4").write_text("my wedding")
    assert run(["make", "A door in the sea", "--approve", "auto", "--id", "door", "--out", "mine"]) == 2
    assert (
        "mine holds files that are not of the film 'door': choose another folder with --out."
        in capsys.readouterr().err
    )
    assert [path.name for path in Path("mine").iterdir()] == ["film.mp4"]
    assert not home.exists()


def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LONGTAKE_CPU_SLOTS", "many")
    assert run(["doctor"]) == 2
    assert "The setting LONGTAKE_CPU_SLOTS must be a whole number, not 'many'." in capsys.readouterr().err


def test_the_doctor_looks_and_starts_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["doctor", "--json"])
    found = json.loads(capsys.readouterr().out)
    checks = {check["name"]: check for check in found["checks"]}
    assert {"Python", "Temporal CLI", "ffmpeg", "fonts", "voice", "home", "disk", "Temporal"} <= set(checks)
    assert "1.9.1" in checks["Temporal CLI"]["found"]
    assert code == found["exit_code"] == (0 if all(check["ok"] for check in checks.values()) else 1)
    assert not home.exists()


def test_the_doctor_says_which_server_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    assert run(["doctor"]) == 1
    assert "127.0.0.1:1" in capsys.readouterr().out


def test_with_a_server_configured_nothing_is_started(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    assert run(["list"]) == 1
    assert "No Temporal server answers at 127.0.0.1:1" in capsys.readouterr().err
    assert run(["up"]) == 1
    assert "No Temporal server answers at 127.0.0.1:1" in capsys.readouterr().err
    assert not home.exists()


def test_down_without_an_engine_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["down"]) == 0
    assert "not running" in capsys.readouterr().out
    assert not home.exists()


def test_a_reader_that_leaves_early_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from studio.cli import main; main()", "doctor"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.wait(timeout=30) == 141
    assert b"Traceback" not in process.stderr.read()


def test_a_surprise_is_a_sentence_and_a_log_with_the_traceback(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir("/")
    monkeypatch.setattr("studio.doctor.examine", lambda settings: 1 / 0)
    assert run(["doctor"]) == 1
    said = capsys.readouterr().err
    log = home / "logs" / "surprises.log"
    assert said.count("\n") == 1
    assert str(log) in said
    assert "ZeroDivisionError" in log.read_text()


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("longtake 0.")
