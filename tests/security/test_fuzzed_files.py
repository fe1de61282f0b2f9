"""Files and settings that are a person's own, or were left in a folder: read, or refused in one sentence."""

from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from activities.story.templates import MAX_BEATS, read_templates
from infra.database.address import parse_address
from infra.settings import Settings, load_settings
from infra.storage.address import open_store
from infra.temporal import cluster_config
from models.errors import BadInput, LongtakeError
from providers.llm.catalogue import Catalogue
from studio.service.film.folder import REPORT, check_folder
from tests.kit.fuzz import HUGE_WHOLE, as_json, assert_sentence, fuzzed, mutated, nested, taken, texts, values
from workers.engine_files import lock_path, read_state, state_path, supervisor_pid

TEMPLATE = """
name = "The Turn"
tone = "calm"
best_for = ["a goodbye"]
[[beats]]
name = "Before"
share = 0.4
purpose = "how it was"
[[beats]]
name = "After"
share = 0.6
purpose = "how it is"
"""
MODELS = """
[vendors.mine]
title = "Mine"
base_url = "http://localhost:8080/v1"
free = true
[models."mine/small"]
tier = "local"
context = 8192
[aliases.little]
to = "mine/small"
[routes.own]
writing = ["mine/small"]
[prices."mine/small"]
input = "0.10"
output = 0.4
"""
TEMPORAL = '[profile.default]\naddress = "127.0.0.1:7233"\nnamespace = "films"\ntls = {server_name = "x"}\n'
STATE = as_json(
    {
        "supervisor": {"pid": 1, "started": 1.5},
        "started_at": "2026-01-01T00:00:00Z",
        "ports": {},
        "children": {},
    }
)
VARIABLES = (
    "HOME",
    "DATABASE",
    "CPU_SLOTS",
    "IO_SLOTS",
    "IDLE_S",
    "SQLITE_SYNCHRONOUS",
    "MODELS",
    "STORE",
    "S3_ENDPOINT",
    "CACHE_GB",
    "LOG_LEVEL",
)
ENVIRONMENT_TEXTS = texts.filter(lambda text: "\x00" not in text and text.isascii())


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


@fuzzed(60)
@given(text=mutated(st.just(TEMPLATE)))
@example(text="share = 0x" + "f" * 4000)
@example(text="a = " + nested(2000))
@example(text="beats = " + HUGE_WHOLE)
@example(text=TEMPLATE.replace("0.4", "nan"))
@example(text=TEMPLATE.replace("0.4", "1e-320"))
@example(text=TEMPLATE.replace('"Before"', r'"\u001b[2J\u202e"'))
def test_a_template_of_any_text_can_carry_a_film_or_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path / "own.toml", text)
    found = taken(lambda: read_templates(tmp_path), BadInput)
    assert found is not None
    for said in found.broken.values():
        assert_sentence(said)
    for template in found.sound:
        assert 1 <= len(template.beats) <= MAX_BEATS
        assert sum(beat.share for beat in template.beats) == pytest.approx(1)


@fuzzed(60)
@given(text=mutated(st.just(MODELS)))
@example(text="vendors = 0x" + "f" * 4000)
@example(text="a = " + nested(2000))
@example(text="prices = " + HUGE_WHOLE)
@example(text=MODELS.replace("0.4", "1e-320"))
@example(text=MODELS.replace("0.4", "nan"))
@example(text=MODELS.replace('"0.10"', '"1e99999999999999999999"'))
@example(text=MODELS.replace("8192", "0x" + "f" * 4000))
def test_models_of_any_text_are_a_catalogue_or_are_refused(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "models.toml", text)
    found = taken(lambda: Catalogue.load(path), BadInput)
    if found is None:
        return
    for card in found.cards():
        taken(partial(found.resolve, card.name), BadInput)
        taken(partial(found.quote, card.vendor, card.id, 1000, 1000), BadInput)


@fuzzed(60)
@given(
    text=mutated(st.sampled_from([as_json({"id": "film-1", "money": {}}), as_json(["x"])]))
    | values.map(as_json)
)
@example(text=nested(20_000))
@example(text='{"id": ' + HUGE_WHOLE + "}")
@example(text='{"id": "\\u001b[2J\\ud800"}')
def test_a_report_of_any_text_keeps_its_folder_or_is_this_films(tmp_path: Path, text: str) -> None:
    write(tmp_path / REPORT, text)
    taken(lambda: check_folder(tmp_path, "film-1", "--out"), BadInput)


@fuzzed(60)
@given(text=mutated(st.just(STATE)) | values.map(as_json), lock=texts)
@example(text=nested(20_000), lock="")
@example(text="", lock="one")
@example(text="", lock=HUGE_WHOLE)
def test_an_engines_files_of_any_text_are_understood_or_are_none(
    tmp_path: Path, text: str, lock: str
) -> None:
    settings = Settings(home=tmp_path)
    write(state_path(settings), text)
    taken(lambda: read_state(settings))
    write(lock_path(settings), lock)
    assert taken(lambda: supervisor_pid(settings)) is None  # nobody holds it


@fuzzed(100)
@given(given_=st.dictionaries(st.sampled_from(VARIABLES), ENVIRONMENT_TEXTS, min_size=1, max_size=2))
@example(given_={"CPU_SLOTS": HUGE_WHOLE})
@example(given_={"CACHE_GB": "1e308"})
@example(given_={"HOME": "~nobody-of-that-name/x"})
def test_settings_of_any_text_are_used_or_refused(tmp_path: Path, given_: dict[str, str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        for name, value in given_.items():
            patch.setenv(f"LONGTAKE_{name}", value)
        settings = taken(load_settings, BadInput)
        if settings is not None and not settings.store:
            taken(lambda: parse_address(settings.database_url), LongtakeError)


@fuzzed(80)
@given(
    rest=texts,
    scheme=st.sampled_from(["sqlite:///", "sqlite://", "postgresql://", "postgresql://a:b@", "", "s3://"]),
)
@example(scheme="sqlite:///", rest="a" * 300)
@example(scheme="sqlite:///", rest="~nobody-of-that-name/x")
@example(scheme="postgresql://", rest="h:99999999/d")
@example(scheme="postgresql://", rest="h:" + HUGE_WHOLE + "/d")
@example(scheme="postgresql://", rest="u:secret@h:x/d")
@example(scheme="postgresql://", rest="[::1/d")
def test_a_databases_address_of_any_text_is_one_or_is_refused(scheme: str, rest: str) -> None:
    found = taken(lambda: parse_address(scheme + rest), BadInput)
    if found is not None:
        assert ":b@" not in found.shown


@fuzzed(60)
@given(store=texts.map("s3://".__add__) | texts.filter(bool), endpoint=texts)
def test_a_stores_address_of_any_text_is_refused_or_well_formed(store: str, endpoint: str) -> None:
    settings = Settings(store=store, s3_endpoint=endpoint + "?")  # with which none is a server's
    taken(lambda: open_store(settings), LongtakeError)


@fuzzed(40)
@given(text=mutated(st.just(TEMPORAL)))
@example(text='[profile.default]\naddress = "\x1b[2J"')
def test_a_temporal_profile_of_any_text_is_used_or_refused(tmp_path: Path, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEMPORAL_CONFIG_FILE", str(write(tmp_path / "temporal.toml", text)))
        taken(lambda: cluster_config(None), BadInput)
