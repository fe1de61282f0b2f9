"""The runbook: each fault that is let loose in tests has its page, the pages are found, and what they tell one to type there is."""

import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import typer

from infra.engine.server_program import find_temporal
from studio.cli.app import app
from tests.kit.faults import PAGES, let_loose, raised

ROOT = Path(__file__).parents[3]
RUNBOOK = ROOT / "docs" / "runbook"
FAULTS = sorted((RUNBOOK / "faults").glob("*.md"))
PARTS = (
    "What it looks like",
    "What Longtake does by itself",
    "How to look",
    "What to do",
    "What not to do",
    "Shown by",
)


def test_every_fault_that_is_let_loose_and_every_error_that_is_no_mistake_has_its_page() -> None:
    named = {fault for faults in PAGES.values() for fault in faults}
    assert named == let_loose() | raised()
    assert all((RUNBOOK / page).is_file() for page in PAGES)
    assert {page.relative_to(RUNBOOK).as_posix() for page in FAULTS} <= PAGES.keys()


@pytest.mark.parametrize("page", FAULTS, ids=[page.stem for page in FAULTS])
def test_a_page_says_what_is_seen_what_is_done_and_which_tests_showed_it(page: Path) -> None:
    text = page.read_text()
    assert text.startswith("# ")
    places = [text.index(f"**{part}.**") for part in PARTS]
    assert places == sorted(places)
    shown = re.findall(r"`(tests/[\w./]+)`", text[places[-1] :])
    assert shown
    assert all((ROOT / test).is_file() for test in shown)


def test_every_page_is_in_the_list_of_what_is_seen_and_every_link_leads_somewhere() -> None:
    links = {
        page: re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text())
        for page in RUNBOOK.rglob("*.md")
    }
    assert all((page.parent / link).is_file() for page, found in links.items() for link in found)
    listed = Counter((RUNBOOK / link).resolve() for link in links[RUNBOOK / "README.md"])
    assert links.keys() - {RUNBOOK / "README.md"} <= listed.keys()


def commands(program: str) -> list[str]:
    """What the pages tell one to type of a program, each once."""
    said = re.compile(rf"(?:^\$ |`)({program} [^\n`]+)", re.MULTILINE)
    found = {line for page in RUNBOOK.rglob("*.md") for line in said.findall(page.read_text())}
    assert found
    return sorted(found)


@pytest.mark.parametrize("line", commands("longtake"))
def test_what_a_page_tells_one_to_type_there_is(line: str) -> None:
    command: Any = typer.main.get_command(app)
    words = line.split()[1:]
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, f"there is no `longtake {words[0]}`"
        command = command.commands[words.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= options
    places = [one for one in command.params if one.param_type_name == "argument"]
    plain = [
        word
        for place, word in enumerate(words)
        if not word.startswith("-") and not _valued(command, words, place)
    ]
    assert len(plain) <= len(places) or any(place.nargs == -1 for place in places)


def _valued(command: Any, words: list[str], place: int) -> bool:
    """Whether a word is the value of the option before it."""
    before = words[place - 1] if place else ""
    return any(
        before in one.opts and not one.is_flag for one in command.params if one.param_type_name == "option"
    )


@pytest.mark.parametrize("line", commands("temporal"))
def test_what_a_page_tells_one_to_type_of_temporals_own_there_is(line: str) -> None:
    words = line.split()[1:]
    first = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    told = subprocess.run(
        [find_temporal(), *words[:first], "--help"], capture_output=True, text=True, check=False, timeout=120
    )
    assert told.returncode == 0
    assert f"temporal {' '.join(words[:first])} [flags]" in told.stdout
    assert all(word in told.stdout for word in words[first:] if word.startswith("--"))
