"""The command line without a server: sentences, exit codes, JSON, and how fast it answers."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from activities.jobs.breakers import SHUTS_AT, Admitted, Breakers
from infra.database.database import open_database
from models.errors import PaymentRequired
from providers.vendors.accounts import Account
from studio.cli.app import run

COMMANDS = [
    "make", "scenario", "templates", "voices", "up", "down", "worker", "list", "status", "watch", "approve", "revise", "reject",
    "cancel", "pause", "resume", "budget", "allow", "recast", "resolve", "costs", "estimate", "assets", "forget",
    "fetch", "doctor", "wake", "webhooks", "providers", "prices", "studio", "tokens", "keys", "backup", "restore", "database", "move",
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
    *arguments: str, code: str = "from studio.cli.app import main; main()"
) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3]), "COLUMNS": "80"}
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


@pytest.mark.parametrize("command", ["make", "scenario", "revise"])
def test_the_options_are_explained_without_folding_a_name(command: str) -> None:
    shown = in_a_process(command, "--help").stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "…" not in shown
    panels = {
        "make": ["How its story is written", "How it looks", "How it is run"],
        "scenario": ["How its story is written", "How it looks", "How it is run"],
    }
    assert all(panel in shown for panel in panels.get(command, []))


def test_help_and_bad_arguments_load_neither_temporal_nor_any_media_library() -> None:
    code = (
        "import sys; from studio.cli.app import run; run(['--help']); run(['make', 'x', '--seconds', 'no']);"
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
        (["make", "x", "--seconds", "9", "--title", "A", "--seconds", "12"], "--seconds is given twice: give it once."),
        (["scenario", "-d", "x", "--description", "y"], "--description is given twice: give it once."),
        (["assets", "find", "--kind", "image", "--kind", "film"], "--kind is given twice: give it once."),
        (["revise", "film", "3"], "A revision must say what to change: give it --prompt, --note, --dialogue or --line, --comments, or a field"),
        (["revise", "film", "3", "--line", "two", "No."], "--line must be a whole number, not 'two'."),
        (["revise", "film", "3", "--again", "1", "--dialogue", ""], "There are --dialogue and --again: give one of them."),
        (["retake", "film", "3", "--lines", "No."], "--lines is not valid JSON"),
        (["make", "x", "--trigger", "Mara"], "--trigger must be a character's NAME=TOKEN"),
        (["make", "x", "--story-mode", "quad"], "--story-mode must be one of 'multi' or 'single', not 'quad'"),
        (["scenario"], "There is nothing to write: `longtake scenario -d"),
        (["scenario", "-d", ""], "The prompt is empty: say what the film is about."),
        (["scenario", "-d", "x", "-n", "many"], "-n must be a whole number, not 'many'."),
        (["scenario", "-d", "x", "-n", "30", "--seconds", "10"], "which 30 shots cannot fill"),
        (["scenario", "-d", "x", "-o", "no/shots.json"], "There is no folder no"),
        (["scenario", "-d", "x", "-o", "."], ". is a folder: give -o a file."),
        (["templates", "--toml"], "--toml prints one story template: say which"),
        (["templates", "film-noir", "--toml"], "There is no story template 'film-noir'."),
        (["templates", "sonnet"], "There is no template, style or pattern 'sonnet'"),
        (["budget", "film", "lots"], "A budget must be an amount in dollars from 0"),
        (["budget", "film", "--", "-1"], "not '-1'."),
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
    monkeypatch.delenv("LONGTAKE_CPU_SLOTS")
    monkeypatch.setenv("LONGTAKE_WEBHOOKS_URL", "http://films.example")
    assert run(["doctor"]) == 2
    said = capsys.readouterr().err
    assert (
        "WEBHOOKS_URL must be an address such as https://films.example, not 'http://films.example'." in said
    )


def test_the_doctor_looks_and_starts_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["doctor", "--json"])
    found = json.loads(capsys.readouterr().out)
    checks = {check["name"]: check for check in found["checks"]}
    assert {"Python", "Temporal CLI", "ffmpeg", "fonts", "voice", "home", "disk", "Temporal"} <= set(checks)
    assert checks["database"]["found"] == f"{home / 'longtake.db'}, made when needed"
    assert checks["store"]["found"] == str(home / "assets")
    assert "1.9.1" in checks["Temporal CLI"]["found"]
    assert (
        code
        == found["exit_code"]
        == (0 if all(check["ok"] or check["optional"] for check in checks.values()) else 1)
    )
    assert not home.exists()


def test_the_doctor_says_which_database_and_store_do_not_answer(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LONGTAKE_DATABASE", "postgresql://ann:hidden-word@127.0.0.1:1/films")
    monkeypatch.setenv("LONGTAKE_STORE", "s3://films")
    monkeypatch.setenv("LONGTAKE_S3_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden-word")
    assert run(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "The database postgresql://ann@127.0.0.1:1/films does not answer" in said
    assert "The store s3://films at http://127.0.0.1:1 does not answer" in said
    assert "hidden-word" not in said
    assert not home.exists()


def test_the_doctor_finds_a_page_that_is_damaged(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "longtake.db"
    open_database(f"sqlite:///{file}").close()
    assert doctors_word("database", capsys) == (True, str(file))
    whole = file.read_bytes()
    file.write_bytes(whole[:-4096] + b"\xff" * 4096)
    well, found = doctors_word("database", capsys)
    assert not well
    assert f"The database {file} is damaged" in found


def test_the_doctor_says_which_vendor_is_out_of_order(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctors_word("vendors", capsys) == (True, "none is out of order")
    assert not home.exists()
    with closing(open_database(f"sqlite:///{home / 'longtake.db'}")) as database:
        breakers, fal = Breakers(database), Account(name="fal:0123", shown="fal")
        error = PaymentRequired("fal wants its account filled up first (402).")
        for number in range(SHUTS_AT):
            breakers.failed(fal, "submit", f"job {number}", error, Admitted())
    well, found = doctors_word("vendors", capsys)
    assert well, "it mends nothing here"
    assert found.startswith("fal (for jobs) is not asked until ")
    assert found.endswith(": fal wants its account filled up first (402)")
    assert "0123" not in found


def doctors_word(name: str, capsys: pytest.CaptureFixture[str]) -> tuple[bool, str]:
    run(["doctor", "--json"])
    checks = json.loads(capsys.readouterr().out)["checks"]
    return next((check["ok"], check["found"]) for check in checks if check["name"] == name)


def test_a_film_that_cannot_be_started_is_not_said_to_wait(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LONGTAKE_DATABASE", "postgresql://ann@127.0.0.1:1/films")
    assert run(["make", "A door in the sea", "--detach"]) == 1
    said = capsys.readouterr().err
    assert "does not answer" in said
    assert "waits" not in said


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
        [sys.executable, "-c", "from studio.cli.app import main; main()", "doctor"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.wait(timeout=120) == 141
    assert b"Traceback" not in process.stderr.read()


def test_a_surprise_is_a_sentence_and_a_log_with_the_traceback(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir("/")
    monkeypatch.setattr("studio.service.engine.doctor.examine", lambda settings: 1 / 0)
    assert run(["doctor"]) == 1
    said = capsys.readouterr().err
    log = home / "logs" / "surprises.log"
    assert said.count("\n") == 1
    assert str(log) in said
    assert "ZeroDivisionError" in log.read_text()


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("longtake 0.")


def test_the_templates_styles_and_patterns_are_shown_and_fit_80_columns() -> None:
    shown = in_a_process("templates", code="from studio.cli.app import main; import studio.cli.printing.console as p; "
                         "p._PIPED_WIDTH = 80; main()")  # fmt: skip
    assert shown.returncode == 0
    lines = shown.stdout.splitlines()
    assert max(map(len, lines[:-1])) <= 80
    for name in ("heros-journey", "Ordinary world 18%", "film-noir", "dialogue"):
        assert name in shown.stdout


def test_a_template_is_shown_with_the_seconds_of_its_beats(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["templates", "aida"]) == 0
    shown = capsys.readouterr().out
    assert "Attention" in shown
    assert "20%" in shown
    assert "5.2 s" in shown  # a fifth of the 25.8 s that a film of 30 s has beside its cards


def test_a_name_that_is_a_style_and_a_pattern_shows_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["templates", "action", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [len(found[kind]) for kind in ("templates", "styles", "patterns")] == [0, 1, 1]


def test_a_template_of_ones_own_is_marked_with_its_file(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home / "templates/haiku.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        'name = "Haiku"\ntone = "still"\nbest_for = ["poems"]\n'
        '[[beats]]\nname = "All"\nshare = 1.0\npurpose = "See."\n'
    )
    assert run(["templates"]) == 0
    assert f"Haiku · yours, {file}" in capsys.readouterr().out
    assert run(["templates", "--json"]) == 0
    found = {each["id"]: each["file"] for each in json.loads(capsys.readouterr().out)["templates"]}
    assert found["haiku"] == str(file)
    assert found["aida"] is None


def test_a_broken_template_is_named_with_its_cause_and_the_others_are_listed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home / "templates/mine.toml"
    file.parent.mkdir(parents=True)
    file.write_text("name = ")
    assert run(["templates"]) == 0
    shown = capsys.readouterr().out
    assert "heros-journey" in shown
    assert f"Not a template: {file} is not TOML" in shown
    assert run(["templates", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["broken"][0]["file"] == str(file)
    assert run(["templates", "aida"]) == 0
    assert run(["templates", "mine"]) == 2
    assert run(["make", "x", "--template", "mine"]) == 2
    assert capsys.readouterr().err.count(f"{file} is not TOML") == 2


def test_the_file_of_a_template_is_printed_to_be_copied(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["templates", "aida", "--toml"]) == 0
    file = home / "templates/mine.toml"
    file.parent.mkdir(parents=True)
    file.write_text(capsys.readouterr().out)
    assert run(["templates", "mine", "--toml"]) == 0
    assert capsys.readouterr().out == file.read_text()
    assert run(["templates", "mine"]) == 0


def test_the_models_are_listed_with_price_context_old_names_and_whether_their_key_is_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "gsk-hidden-0123")
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    assert run(["scenario", "--list-models", "--json"]) == 0
    said = capsys.readouterr().out
    found = json.loads(said)
    models = {model["name"]: model for model in found["models"]}
    assert {"budget", "balanced", "premium"} <= set(found["routes"])
    old = next(model for model in models.values() if "claude-3-haiku" in model["aliases"])
    assert old["context"] > 8000
    assert 0 < old["input_usd_per_million"] < old["output_usd_per_million"]
    assert old["key_set"] is False
    assert models["groq/openai/gpt-oss-20b"]["key_set"] is True
    assert models["ollama/llama3.1:8b"]["free"] is True
    assert "gsk-hidden" not in said
    assert run(["scenario", "--list-models"]) == 0
    shown = capsys.readouterr().out
    assert all(model["name"] in shown for model in found["models"])
    assert "gsk-hidden" not in shown
