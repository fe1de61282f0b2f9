"""`longtake storyboard`: frames, prompts and a page of all, for nothing where nothing costs anything."""

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from infra.settings import Settings
from tests.kit.desk import Desk
from tests.kit.house_models import KEY, write_models
from tests.kit.llm_server import Answer, llm_server, said
from tests.kit.obedient import obedient
from tests.kit.terminal import LONGTAKE
from workers.engine import attached, stop_engine

RIDE = "Aldar Kose riding his horse across the steppe to his yurt at sunset"
FOX = "A fox finds a door in the snow. It goes in. Snow falls."
PAPERS = ["scene_breakdown.json", "sdxl_prompts.json"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One engine for these tests."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    settings = Settings(home=desk.home)
    with attached(settings):
        yield desk
    stop_engine(settings)


def papers(folder: Path) -> tuple[dict[str, Any], list[str]]:
    breakdown, prompts = (json.loads((folder / name).read_text(encoding="utf-8")) for name in PAPERS)
    return breakdown, prompts


def test_a_sentence_becomes_eight_frames_with_their_prompts_and_a_page_of_all(desk: Desk) -> None:
    out = desk.run(
        "storyboard", "--story", RIDE, "--trigger", "aldar_kose_man", "--steps", "30", "--out", "ride"
    )
    assert out == "ride\n"
    assert "8 frames, written by the offline writer, drawn, for $0.00." in desk.said
    assert "animatic takes no number of steps: open models do." in desk.said
    folder = desk.folder / "ride"
    frames = [f"frame_{number:03}.png" for number in range(1, 9)]
    assert sorted(path.name for path in folder.iterdir()) == [*frames, *PAPERS, "storyboard_grid.png"]
    sizes = {Image.open(folder / frame).size for frame in frames}
    assert sizes == {(1280, 720)}
    assert len({(folder / frame).read_bytes() for frame in frames}) == 8
    grid = Image.open(folder / "storyboard_grid.png")
    assert min(grid.size) > 1000

    breakdown, prompts = papers(folder)
    assert breakdown["story"] == RIDE
    assert breakdown["num_frames"] == 8 == len(prompts)
    assert breakdown["timestamp"].startswith("20")
    scenes = breakdown["scenes"]
    assert [scene["frame"] for scene in scenes] == [*range(1, 9)]
    assert all(
        {*scene} == {"frame", "description", "camera", "mood"} and all(scene.values()) for scene in scenes
    )
    assert len({scene["description"] for scene in scenes}) == 8
    cameras = [scene["camera"] for scene in scenes]
    assert len({*cameras}) >= 3
    assert not any(len({*cameras[at : at + 3]}) == 1 for at in range(6))
    assert all("aldar_kose_man" in text for text in [*prompts, *(scene["description"] for scene in scenes)])
    assert not any("Aldar" in text or "coat with" in text for text in prompts)

    again = desk.json(
        "storyboard", "--story", RIDE, "--trigger", "aldar_kose_man", "--steps", "30", "--out", "ride"
    )
    assert (again["exit_code"], again["frames"], again["spent_usd"]) == (0, 8, "0")
    assert papers(folder)[1] == prompts
    desk.run("storyboard", "--story", FOX, "--out", "ride", code=2)
    assert f"ride holds the storyboard {again['id']!r}: choose another folder with --out." in desk.said


def test_a_dry_run_writes_the_scenes_and_draws_nothing(desk: Desk) -> None:
    (desk.folder / "fox.txt").write_text(FOX)
    given = ("storyboard", "--story", "fox.txt", "--frames", "6", "--seed", "7", "--out", "fox")
    desk.run(*given, "--dry-run")
    assert "6 frames, written by the offline writer, not drawn, for $0.00." in desk.said
    folder = desk.folder / "fox"
    assert sorted(path.name for path in folder.iterdir()) == PAPERS
    breakdown, prompts = papers(folder)
    assert (breakdown["story"], breakdown["num_frames"], len(prompts)) == (FOX, 6, 6)
    desk.run(*given)
    assert len(list(folder.glob("frame_*.png"))) == 6
    assert papers(folder)[1] == prompts
    desk.run(*given, "--dry-run")
    assert "is past the story already" not in desk.said
    assert len(list(folder.glob("frame_*.png"))) == 6


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--frames", "5"), "--frames must be a whole number from 6 to 10, not '5'."),
        (("--frames", "11"), "--frames must be a whole number from 6 to 10, not '11'."),
        (("--frames", "many"), "--frames must be a whole number from 6 to 10, not 'many'."),
        (("--steps", "0"), "--steps must be at least 1, not 0."),
        (("--guidance", "lots"), "--guidance must be a number, not 'lots'."),
        (("--lora", "nowhere"), "--lora: there is no file '"),
        (("--scheduler", "eular"), "--scheduler must be one of 'euler', 'euler-a', 'dpm++-2m',"),
        (("--trigger", ""), "--trigger is empty: give it a token, or leave it out."),
        (("--lora", "ck.safetensors=abc"), "--lora 'ck.safetensors=abc': a weight is a number from -2 to 2"),
        (("--trigger", "a;b"), "--trigger gives main character the token 'a;b': use one word"),
        (("--trigger", "a", "--trigger", "b"), "--trigger names main character twice"),
        (("--image-provider", "nobody"), "'nobody'"),
        (("--out", "home"), "home holds files that are of no storyboard: choose another folder with --out."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_in_a_sentence(desk: Desk, given: tuple[str, ...], sentence: str) -> None:
    desk.run("storyboard", "--story", FOX, *given, code=2)
    assert sentence in desk.said
    assert desk.said.count("\n") == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ((), 'There is nothing to draw: `'),
        (("--story", " "), 'There is nothing to draw: `'),
        (("--story", "nowhere.txt"), "There is no file nowhere.txt: --story needs one that exists."),
        (("--story", "home"), "home is a folder"),
        (("--story", "…"), "has no words"),
    ],
)  # fmt: skip
def test_without_a_story_nothing_is_drawn_and_nobody_is_waited_for(
    desk: Desk, given: tuple[str, ...], sentence: str
) -> None:
    desk.run("storyboard", *given, code=2)
    assert sentence in desk.said


def test_a_person_at_a_terminal_is_asked_for_the_story(desk: Desk) -> None:
    ours, theirs = pty.openpty()
    command = [str(LONGTAKE), "storyboard", "--frames", "6", "--dry-run", "--out", "asked"]
    asked = subprocess.Popen(
        command, cwd=desk.folder, env=desk.environment, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    heard = b""
    while b"What is the story?" not in heard:
        heard += os.read(ours, 1000)
    os.write(ours, f"{FOX}\n".encode())
    assert asked.wait(90) == 0
    os.close(ours)
    assert papers(desk.folder / "asked")[0]["story"] == FOX


def dull(body: dict[str, Any]) -> Answer:
    """A model that plans every scene alike, and dresses whom it shows."""
    text = obedient(body)
    answer = json.loads(text) if text.startswith("{") else {}
    answer |= {"product": {}} if "product" in answer else {}
    for at, scene in enumerate(answer.get("scenes", [])):
        if "action" in scene:
            scene |= {
                "shot_type": "medium",
                "camera_angle": "eye-level",
                "camera_movement": "hold",
                "duration_seconds": 5,
            }
            scene |= {"characters": ["Mara"], "place": "" if at % 2 else "the quay"}
            scene["action"] = ("Mara waits in a red coat.", "Mara lifts the lamp.")[at > 3]
        elif "image" in scene:
            scene["image"] = f"Mara, her hair wet, stands by rail {at} in a red coat and looks at the sea."
    return said(
        json.dumps(answer) if answer else text, model=body["model"], prompt_tokens=1000, completion_tokens=500
    )


def test_what_a_model_plans_against_the_rules_is_mended_and_noted_and_not_asked_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.environment["STUDIO_API_KEY"] = KEY
    with llm_server(dull, key=KEY, bounded=True) as server:
        write_models(desk.home, server.base_url)
        try:
            facts = desk.json(
                "storyboard", "--story", "Mara waits on the quay", "--model", "house", "--trigger", "mara_v2", "--dry-run",
                "--out", "quay",
            )  # fmt: skip
        finally:
            stop_engine(Settings(home=desk.home))
    assert len(server.calls) == 4
    notes = " ".join(facts["notes"])
    for said_of in ("named no place", "showed what an earlier one does", "too few sizes"):
        assert said_of in notes
    breakdown, prompts = papers(tmp_path / "quay")
    assert len({scene["description"] for scene in breakdown["scenes"]}) == len(prompts) == 8
    assert all("quay" in scene["description"] for scene in breakdown["scenes"])
    assert len({scene["camera"] for scene in breakdown["scenes"]}) >= 3
    for text in [*prompts, *(scene["description"] for scene in breakdown["scenes"])]:
        assert "mara_v2" in text
        assert not any(word in text for word in ("Mara", "red coat", "hair")), text
