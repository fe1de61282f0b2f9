"""Briefs, shot lists and flags as anybody may write them: a request that holds, or one sentence."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models import names
from models.brief import Brief
from models.errors import LongtakeError
from models.film.start import FilmRequest
from models.shots.shot_list import Shot
from models.subjects.subject import Subject
from studio.cli.asked.flag_values import TYPED, Flags
from studio.cli.asked.request import read_asked
from studio.service.requests.request import Asked, read_request
from studio.service.requests.values import Given
from tests.kit.fuzz import HUGE_WHOLE, as_json, fuzzed, mutated, nested, taken, texts, values

SHOT = {"shot_number": 1, "shot_type": "CU", "enhanced_prompt": "A red door in wet sand", "duration": 4, "characters": ["Mara"]}  # fmt: skip
TOML = """
prompt = "A door"
title = "The Door"
seconds = 20
seed = 7
budget = 3.5
casting = {image = "animatic"}
triggers = {Mara = "mara_v2"}
[delivery]
fps = 24
transition_s = 0.5
[approval]
timeout_hours = 48
"""
JSON = as_json({"prompt": "A door", "seconds": 20, "delivery": {"fps": 25}, "casting": {"video": "camera"}, "approve": "auto"})  # fmt: skip
NO_FILE = ("story", "shots", "brief", "music")
TEXTUAL = sorted(name for name, flag in TYPED.items() if name not in NO_FILE and flag.kind == str | None)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def assert_holds(asked: Asked | None) -> None:
    """What was taken is the same film after a trip through a file, with an id that can name a folder."""
    if asked is None:
        return
    request = asked.request
    brief = Brief.model_validate_json(request.brief.model_dump_json())
    assert brief == request.brief
    assert brief.digest() == request.brief.digest()
    assert FilmRequest.model_validate_json(request.model_dump_json()) == request
    assert names.checked_film_id(request.brief.film_id())
    for shot in brief.shots:
        assert Shot.model_validate_json(shot.model_dump_json()) == shot


def of_file(path: Path, text: str | bytes, **flags: Any) -> Asked | None:
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return taken(lambda: read_asked(Flags(**flags)), LongtakeError)


@fuzzed(60)
@given(text=mutated(st.just(TOML)))
@example(text='prompt = "A door"\nseed = 0x' + "f" * 4000)
@example(text="prompt = 0x" + "f" * 4000)
def test_a_brief_in_toml_is_a_film_or_a_sentence(home: Path, text: str) -> None:
    path = home / "brief.toml"
    assert_holds(of_file(path, text, brief=path))


@fuzzed(60)
@given(text=mutated(st.just(JSON)))
@example(text='{"prompt": ' + nested(200) + "}")
def test_a_brief_in_json_is_a_film_or_a_sentence(home: Path, text: str) -> None:
    path = home / "brief.json"
    assert_holds(of_file(path, text, brief=path))


@fuzzed(60)
@given(
    text=mutated(st.sampled_from([as_json([SHOT, SHOT | {"shot_number": 2}]), as_json({"shots": [SHOT]})]))
)
def test_a_shot_list_is_a_film_or_a_sentence(home: Path, text: str) -> None:
    path = home / "shots.json"
    assert_holds(of_file(path, text, shots=path))


@fuzzed(100)
@given(entries=st.lists(st.dictionaries(st.sampled_from([*Shot.model_fields]), values, max_size=6).map(lambda odd: SHOT | odd), min_size=1, max_size=3))  # fmt: skip
def test_shots_of_any_values_are_a_film_or_a_sentence(entries: list[dict[str, Any]]) -> None:
    assert_holds(taken(lambda: read_request([Given("shots", entries, "shots.json: shots")])))


@fuzzed(150)
@example(fields={"casting": {"\x00": None}})
@given(fields=st.dictionaries(st.sampled_from([*Brief.model_fields, "budget", "approval", "approve", "stop_at", "story_parallel"]), values, max_size=3))  # fmt: skip
def test_fields_of_any_values_are_a_film_or_a_sentence(fields: dict[str, Any]) -> None:
    given_ = [
        Given(field, value, f"brief.json: {field}") for field, value in {"prompt": "A door", **fields}.items()
    ]
    assert_holds(taken(lambda: read_request(given_)))


@fuzzed(150)
@given(
    flags=st.dictionaries(st.sampled_from(TEXTUAL), texts, min_size=1, max_size=2),
    prompt=st.just("A door") | texts,
)
@example(flags={"fps": HUGE_WHOLE}, prompt="A door")
def test_flags_of_any_text_are_a_film_or_a_sentence(flags: dict[str, str], prompt: str) -> None:
    assert_holds(taken(lambda: read_asked(Flags(prompt=prompt, **flags))))


@fuzzed(40)
@example(triggers=["é" * 5000])
@given(triggers=st.lists(texts | st.tuples(texts, texts).map("=".join), min_size=1, max_size=3))
def test_triggers_of_any_text_are_a_film_or_a_sentence(triggers: list[str]) -> None:
    assert_holds(taken(lambda: read_asked(Flags(prompt="A door", trigger=triggers))))


@fuzzed(40)
@given(music=texts)
@example(music="a" * 300)
def test_music_of_any_name_is_a_film_or_a_sentence(music: str) -> None:
    assert_holds(taken(lambda: read_asked(Flags(prompt="A door", music=music))))


@fuzzed(60)
@given(entries=st.lists(texts | st.tuples(texts, texts).map("=".join), min_size=1, max_size=3), named=st.sampled_from(["reference", "subject"]))  # fmt: skip
@example(entries=["a" * 300 + "=" + "b" * 300], named="reference")
@example(entries=["place:\udcff=x.png"], named="reference")
@example(entries=["\udcff"], named="subject")
def test_references_and_subjects_of_any_text_are_a_film_or_a_sentence(entries: list[str], named: str) -> None:
    assert_holds(taken(lambda: read_asked(Flags(prompt="A door", **{named: entries}))))


TABLES = st.dictionaries(
    st.sampled_from([*Subject.model_fields, "from_library", "looks"]), values, max_size=4
)


@fuzzed(150)
@given(subjects=st.lists(TABLES, max_size=3) | st.dictionaries(texts, TABLES, max_size=3) | values)
@example(subjects=[{"name": "Emma", "references": [{"sha256": "a" * 64, "suffix": ".png", "size": 1e400}]}])
@example(subjects={"\ud800": {}})
def test_subjects_of_any_values_are_a_film_or_a_sentence(home: Path, subjects: object) -> None:
    given_ = [Given("prompt", "A door", "prompt"), Given("subjects", subjects, "b.json: subjects", home)]
    assert_holds(taken(lambda: read_request(given_), LongtakeError))


def test_a_table_of_very_many_names_is_read_in_time(home: Path) -> None:
    path = home / "brief.toml"
    many = "\n".join(f"n{number} = 't'" for number in range(30_000))
    assert_holds(of_file(path, f'prompt = "A door"\n[triggers]\n{many}', brief=path))
