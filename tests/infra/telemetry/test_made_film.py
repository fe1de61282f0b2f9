"""A film that is really made, by the command and the engine's own workers, at doubles of vendors, with everything told to a receiver."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from infra.telemetry.variables import CONTENT
from tests.kit.databases import PASSWORD, PostgresServer
from tests.kit.house_models import KEY as LLM_KEY
from tests.kit.house_models import KEY_VARIABLE, write_models
from tests.kit.llm_server import Answer, error, llm_server
from tests.kit.obedient import WORDS, good
from tests.kit.object_stores import BUCKET, KEY, SECRET, ObjectServer
from tests.kit.telemetry.receiver import Receiver, receiving, variables
from tests.kit.vendors.fal import Fal
from tests.kit.vendors.manners import KEY as FAL_KEY

pytestmark = pytest.mark.ops

PROMPT = "Mara the lighthouse keeper hides a stolen violin beneath the seventh stair"
PROMPTS = (
    *(PROMPT, "seventh stair", "stolen violin", "Hidden Music of Mara", "charcoal on butcher paper"),
    *("hushed and salt-stained", *WORDS),
)
"""Words of the film: what was asked for, its title, its look, its mood, and what the model wrote."""
VENDORS = (
    "OPENAI",
    "ANTHROPIC",
    "GEMINI",
    "MISTRAL",
    "GROQ",
    "DEEPSEEK",
    "XAI",
    "OPENROUTER",
    "TOGETHER",
    "FIREWORKS",
)
OTHERS = (
    "ELEVENLABS",
    "REPLICATE",
    "RUNWAY",
    "LUMA",
    "KLING",
    "MINIMAX",
    "STABILITY",
    "HF",
    "GITHUB",
    "SLACK",
)
PLANTED = {
    **{f"{name}_API_KEY": f"sk-planted-{name.lower()}-4f9c2e7a" for name in (*VENDORS, *OTHERS)},
    **{f"{name}_TOKEN": f"tok_planted_{name.lower()}_b1d05c33" for name in (*VENDORS, *OTHERS)},
    "REPLICATE_API_TOKEN": "r8_planted0a1b2c3d4e5f",
    "RUNWAYML_API_SECRET": "key_planted_77d0aa12",
    "LONGTAKE_STUDIO_TOKEN": "studio-planted-token-0123456789abcdef0123456789",
    "AWS_SESSION_TOKEN": "",
    "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20planted-receiver-token",
}
IN_ERRORS = (
    "https://cdn.example/files/x.png?X-Amz-Signature=planted-signature",
    "ann:planted-pw@cdn.example",
)
"""What a vendor says in the text of an error."""
SECRETS = (
    *(value for value in PLANTED.values() if value and "=" not in value),
    *("planted-receiver-token", "planted-signature", "planted-pw"),
    *(SECRET, PASSWORD, LLM_KEY, FAL_KEY),
)


class Told(NamedTuple):
    """What a receiver was told of a film, and how its command ended."""

    receiver: Receiver
    ran: "subprocess.CompletedProcess[str]"


class Grounds(NamedTuple):
    postgres: PostgresServer
    objects: ObjectServer
    folder: Path


@contextmanager
def told_of_a_film(grounds: Grounds, *arguments: str, **more: str) -> Iterator[Told]:
    """A film of one reel: written by models, drawn by jobs at fal, its files in S3 and its tables in PostgreSQL."""
    home, database = grounds.folder / "home", grounds.postgres.create()
    failed = iter([error(500, f"{PROMPT} {' '.join(IN_ERRORS)} {LLM_KEY}")])

    def script(body: dict[str, Any]) -> Answer:
        return next(failed, None) or good(body)

    def ran(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "studio", *words],
            cwd=grounds.folder,
            env=environment,
            text=True,
            capture_output=True,
            check=False,
        )

    with (
        receiving() as receiver,
        Fal(grounds.folder / "fal") as fal,
        llm_server(script, key=LLM_KEY, bounded=True) as llm,
    ):
        write_models(home, llm.base_url)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "OTEL_"))},
            **PLANTED,
            KEY_VARIABLE: LLM_KEY,
            "FAL_KEY": FAL_KEY,
            "FAL_BASE_URL": fal.address,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_CONFIG_FILE": "/nowhere",
            "LONGTAKE_HOME": str(home),
            "LONGTAKE_DATABASE": grounds.postgres.url(database),
            "LONGTAKE_STORE": f"s3://{BUCKET}/telemetry-{os.getpid()}-{grounds.folder.name}",
            "LONGTAKE_S3_ENDPOINT": grounds.objects.endpoint,
            "PYTHONPATH": str(Path(__file__).parents[3]),
            **variables(receiver),
            **more,
        }
        made = ran("make", PROMPT, "--model", "house", "--image-provider", "flux", *arguments)
        ended = ran("down")
        try:
            assert ended.returncode == 0, ended.stderr
            yield Told(receiver, made)
        finally:
            grounds.postgres.drop(database)


LOOK = (
    "--title",
    "Hidden Music of Mara",
    "--style",
    "charcoal on butcher paper",
    "--mood",
    "hushed and salt-stained",
)


@pytest.fixture(scope="module")
def told(
    postgres: PostgresServer, object_server: ObjectServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    grounds = Grounds(postgres, object_server, tmp_path_factory.mktemp("made"))
    with told_of_a_film(grounds, *LOOK, "--seconds", "8", "--approve", "auto") as told:
        assert told.ran.returncode == 0, told.ran.stderr
        yield told


def test_one_trace_leads_from_the_command_through_stages_to_models_vendors_tables_and_files(
    told: Told,
) -> None:
    there = told.receiver
    root = there.span("longtake make")
    film = there.span("film", longtake__state="finished")
    assert (film.trace, film.parent) == (root.trace, root.id)
    stages = {each.values["longtake.stage"]: each for each in there.spans if each.name.startswith("stage ")}
    assert set(stages) == {"casting", "story", "keyframes", "approval", "shots", "cut", "publish"}
    assert {each.parent for each in stages.values()} == {film.id}
    known = {each.id: each for each in there.spans}

    def stage_of(name: str, **values: str) -> str:
        """The stage in which the first of such spans was, by its ancestors, which are all there."""
        above = there.span(name, **values)
        assert above.trace == root.trace
        while not above.name.startswith("stage "):
            above = known[above.parent]
        return above.name

    assert stage_of("chat good") == "stage story"
    assert stage_of("POST", url__template="/v1/chat/completions") == "stage story"
    assert stage_of("jobs.submit") == "stage keyframes"
    assert stage_of("shots.clip") == "stage shots"
    assert stage_of("S3.PutObject") in ("stage story", "stage keyframes")
    assert stage_of("database write", db__system__name="postgresql") in ("stage casting", "stage story")
    assert {each.service for each in there.spans if each.trace == root.trace} == {
        "longtake",
        "longtake-worker",
    }
    ids = [each.id for each in there.spans]
    assert len(ids) == len(set(ids)), "a span came twice"


def test_a_question_to_a_model_says_who_was_asked_for_how_many_tokens_and_dollars(told: Told) -> None:
    asked = told.receiver.span("chat good", gen_ai__usage__output_tokens=500)
    assert asked.kind == 3
    assert asked.values["gen_ai.operation.name"] == "chat"
    assert asked.values["gen_ai.provider.name"] == "studio"
    assert asked.values["gen_ai.request.model"] == "good"
    assert asked.values["gen_ai.usage.input_tokens"] == 1000
    assert asked.values["gen_ai.output.type"] == "json"
    assert asked.values["longtake.cost.usd"] == pytest.approx(0.0035)
    (failed,) = [each for each in told.receiver.named("chat good") if each.failed]
    assert failed.values["error.type"] and not failed.why
    picture = told.receiver.span("generate_content fal/fal-ai/flux/schnell")
    assert picture.values["gen_ai.output.type"] == "image"


def test_lines_of_the_workers_arrive_and_no_secret_and_no_word_of_the_film_is_in_anything(told: Told) -> None:
    there = told.receiver
    assert {"longtake-worker"} <= {line.service for line in there.logs}
    failed = there.waited(
        lambda here: next((line for line in here.logs if "as failed" in line.body), None), "a failure's line"
    )
    (asked,) = [each for each in there.spans if each.id == failed.span]
    assert (asked.trace, asked.name) == (failed.trace, "story.ask")
    assert failed.values["error.type"] == asked.values["error.type"]
    raw = b"".join(there.raw).lower()
    assert len(SECRETS) >= 50
    assert len(PROMPTS) >= 10
    found = [word for word in (*SECRETS, *PROMPTS) if word.lower().encode() in raw]
    assert found == []
    at = raw.find(b"hidden-music")
    assert at < 0, f"a usual id begins with words of its title: {raw[at - 300 : at + 100]!r}"


def test_the_words_are_there_once_somebody_asks_for_them_and_keys_are_not(
    postgres: PostgresServer, object_server: ObjectServer, tmp_path: Path
) -> None:
    grounds = Grounds(postgres, object_server, tmp_path)
    with told_of_a_film(grounds, "--stop-at", "story", **{CONTENT: "true"}) as told:
        assert told.ran.returncode == 0, told.ran.stderr
        raw = b"".join(told.receiver.raw)
    assert all(word.encode() in raw for word in (PROMPT, WORDS[0]))
    assert [secret for secret in SECRETS if secret.encode() in raw] == []
