"""Files that programs send: kept under their hash, named by that, and never read from where a program says."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from infra.engine.server import TemporalServer
from models.orders.assets import Blob
from studio.web import bodies
from tests.kit.makers import SHOTS, V1, Maker, making, picture, sound
from tests.kit.small_weights import safetensors
from tests.kit.studio import StudioKit

ABSENT = {"sha256": "0" * 64, "suffix": ".png", "size": 5}


@pytest.fixture
async def maker(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Maker]:
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    async with making(studio, server.address) as maker:
        yield maker


async def test_what_was_sent_is_what_a_film_is_made_of(maker: Maker) -> None:
    story = await maker.send(
        "quay.md", b"# The Quay\n\nA boat comes in at dawn. Nobody is aboard.\n", "story"
    )
    shots = await maker.send("shots.json", json.dumps({"shots": SHOTS}).encode(), "shots")
    face = await maker.send("Mara (1).jpg", picture(form="JPEG"), "picture")
    music = await maker.send("low.wav", sound(), "sound")
    assert [one["suffix"] for one in (story, shots, face, music)] == [".md", ".json", ".jpg", ".wav"]
    assert face == await maker.send("mara.jpg", picture(form="JPEG"), "picture"), "the same file is kept once"
    request = (await told_of(maker, story=story, music=music)).request
    assert request.brief.story.endswith("Nobody is aboard.")
    assert request.brief.music and request.brief.music.model_dump() == music
    brief = (
        await told_of(maker, shots=shots, subjects=[{"name": "Mara", "references": [face]}])
    ).request.brief
    assert [picture.model_dump() for picture in brief.subjects[0].references] == [face]
    told = await maker.post(f"{V1}/estimate", shots=shots, music=music, id="the-quay")
    assert (told["id"], told["shots"]) == ("the-quay", len(SHOTS))


async def test_a_lora_that_was_sent_is_what_a_film_is_drawn_with(maker: Maker) -> None:
    look = await maker.send("mara.safetensors", safetensors(name="unet.down.lora_A.weight"), "look")
    assert look["suffix"] == ".safetensors"
    lora = {"file": look, "weight": 0.6, "trigger": "mra"}
    request = (await told_of(maker, prompt="a quay", diffusion={"loras": [lora], "steps": 20})).request
    [kept] = request.brief.diffusion.loras
    assert (kept.file.model_dump(), kept.weight, kept.trigger) == (look, 0.6, "mra")
    assert request.brief.given_files == (kept.file,)
    assert maker.kit.store.read_bytes(kept.file) == safetensors(name="unet.down.lora_A.weight")
    other = await maker.send("model.safetensors", safetensors(), "look", 422)
    assert other["detail"] == "model.safetensors holds no LoRA: it may be a whole model."
    text = await maker.send("quay.txt", b"A boat comes in.", "story")
    told = await maker.post(f"{V1}/films", 422, prompt="a quay", diffusion={"loras": [{"file": text}]})
    assert told["field"].startswith("diffusion")


async def test_what_was_begun_under_a_key_is_found_when_what_it_was_made_of_is_gone(maker: Maker) -> None:
    story = await maker.send("quay.txt", b"A boat comes in at dawn. Nobody is aboard.", "story")
    asked: dict[str, Any] = {"story": story, "stop_at": "story"}
    begun = await maker.post(f"{V1}/films", 201, key="gone", **asked)
    maker.kit.store.delete(Blob.model_validate(story))
    again = await maker.post(f"{V1}/films", 200, key="gone", **asked)
    assert again["id"] == begun["id"]
    told = await maker.post(f"{V1}/films", 422, key="another", **asked)
    assert told["detail"].startswith("story names a file that is not here")


class _Told:
    def __init__(self, request: Any) -> None:
        self.request = request


async def told_of(maker: Maker, **asked: object) -> _Told:
    """What a film was started with that was asked for so."""
    begun = await maker.post(f"{V1}/films", 201, stop_at="story", **asked)
    return _Told(await maker.kit.request_of(begun["id"]))


NO_NAMES = (
    "../../etc/passwd",
    "a/b.png",
    "a\\b.png",
    "..",
    ".hidden",
    "nul",
    "C:x.png",
    "x" * 300,
    "a\u202egnp.exe",
)  # fmt: skip


async def test_a_name_that_is_no_files_is_refused(maker: Maker) -> None:
    for name in NO_NAMES:
        told = await maker.send(name, picture(), "picture", 422)
        assert "is no file's name: send it under one such as emma.jpg, without a folder." in told["detail"]


SOMETHING_ELSE = (
        ("a.png", b"no picture", "picture", "a.png is not a picture that can be used"),
        ("a.png", picture(30, 30), "picture", "a.png has 30×30 pixels: a side needs 64 at least to show anybody."),
        ("a.wav", picture(), "sound", "a.wav "),
        ("a.txt", picture(), "story", "a.txt is a picture: give a text, such as "),
        ("a.txt", b"", "story", "a.txt is empty: say what the film is about."),
        ("a.txt", b"a" * (50 * 2**20 + 1), "story", "a.txt has 50.0 MB: 50 MB is the most."),
        ("a.json", b"{}", "shots", 'a.json must hold a JSON list of shots, or an object with "shots".'),
        ("a.json", b"[", "shots", "a.json is not valid JSON: "),
        ("a.json", b'[{"prompt": "a quay"}]', "shots", "a.json: shots[0].prompt is not a known field: did you mean 'enhanced_prompt'?"),
        ("a.safetensors", b"x", "look", "The file a.safetensors is no safetensors file"),
)  # fmt: skip


async def test_a_file_that_is_something_else_is_refused_in_a_sentence(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "_DROPPED_WITHIN_S", 60.0)
    for name, data, kind, sentence in SOMETHING_ELSE:
        told = await maker.send(name, data, kind, 422)
        assert told["detail"].startswith(sentence), told
        assert "/tmp" not in told["detail"], "nobody is told where the server keeps things"


async def test_a_file_of_no_kind_or_beyond_any_size_is_not_taken(maker: Maker) -> None:
    assert (await maker.send("a.png", picture(), "film", 422))["field"] == "kind"
    heard = await maker.door.said(
        b"POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        b"Content-Length: 99999999999\r\n\r\n"
    )
    assert heard.startswith(b"HTTP/1.1 413 ")


PATHS: tuple[tuple[str, Any], ...] = (
    ("music", "/etc/passwd"),
    ("music", "../../secret.wav"),
    ("story", ["/etc/passwd"]),
    ("effects", {"files": ["/etc/passwd"]}),
    ("effects", {"files": [{"file": "/etc/passwd"}]}),
    ("diffusion", {"loras": ["/etc/passwd"]}),
    ("diffusion", {"loras": [{"file": "~/look.safetensors"}]}),
    ("subjects", [{"name": "Mara", "references": ["/etc/passwd"]}]),
    ("subjects", [{"name": "Mara", "references": "/etc/passwd"}]),
    ("subjects", {"Mara": {"references": ["/etc/passwd"]}}),
)


async def test_no_path_is_read_that_a_program_names(maker: Maker) -> None:
    for field, value in PATHS:
        about: dict[str, Any] = {} if field == "story" else {"prompt": "a quay"}
        for asked in ("films", "estimate"):
            told = await maker.post(f"{V1}/{asked}", 422, **about, **{field: value})
            assert "no path is read here" in told["detail"], told
            assert told["field"].startswith(field), told


async def test_what_is_refused_is_estimated_in_no_other_words(maker: Maker) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {},
        {"promt": "a quay"},
        {"prompt": "a quay", "story": "a quay"},
        {"prompt": "a quay", "id": "a/b"},
        {"prompt": "a quay", "music": ABSENT},
        {"prompt": "a quay", "budget": "much"},
        {"prompt": "a quay", "voices": ["Mara"]},
        {"shots": [{"prompt": "a quay"}]},
    )
    for body in wrong:
        told = await maker.post(f"{V1}/films", 422, **body)
        assert told == await maker.post(f"{V1}/estimate", 422, **body), body


async def test_a_story_that_looks_like_a_path_is_a_text(maker: Maker) -> None:
    request = (await told_of(maker, story="/etc/passwd")).request
    assert request.brief.text == "/etc/passwd"


async def test_what_was_not_sent_or_is_something_else_is_refused(maker: Maker) -> None:
    told = await maker.post(f"{V1}/films", 422, prompt="a quay", music=ABSENT)
    assert told["detail"].startswith("music names a file that is not here (000000000000…): send it first")
    text = await maker.send("quay.txt", b"A boat comes in.", "story")
    others: tuple[tuple[str, Any], ...] = (
        ("music", text),
        ("subjects", [{"name": "Mara", "references": [text]}]),
    )
    for field, value in others:
        told = await maker.post(f"{V1}/films", 422, prompt="a quay", **{field: value})
        assert told["detail"].startswith(f"{field}: "), told
        assert told["field"] == field
    decided = await maker.post(
        f"{V1}/films/nobody/decisions", 422, decision="revise_subject", subject="Mara", picture=ABSENT
    )
    assert decided["detail"].startswith("picture names a file that is not here")
