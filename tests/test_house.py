"""The house: folders, imports, the seam."""

import importlib
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

from temporalio import activity
from temporalio.client import Client

from activities import contracts
from activities.premises.activity import Premises
from infra.settings import Settings
from providers.registry import BUILT_IN, Registry
from workers.composition import build_activities, build_workshop

ROOT = Path(__file__).parents[1]
NOWHERE = Premises(cast(Client, None), "")
"""Activities that are looked at, and never executed."""
ROOMS = ("models", "workflows", "activities", "library", "providers", "workers", "infra", "studio")


def names_of(methods: list[Any]) -> list[str]:
    found = [getattr(method, "__temporal_activity_definition", None) for method in methods]
    return sorted(str(definition.name) for definition in found if definition)


def test_every_room_is_our_own_folder_wherever_python_runs(tmp_path: Path) -> None:
    code = (
        "import importlib; print(*(importlib.import_module(r).__file__ for r in "
        + repr(ROOMS)
        + "), sep='\\n')"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert [Path(line).parent for line in printed.split()] == [ROOT / room for room in ROOMS]


def test_every_activity_of_the_seam_is_implemented_exactly_once(tmp_path: Path) -> None:
    promised = [
        method
        for _, protocol in inspect.getmembers(contracts, inspect.isclass)
        if protocol.__module__.startswith(contracts.__name__)
        for _, method in inspect.getmembers(protocol, inspect.isfunction)
    ]
    implemented = build_activities(
        Registry(BUILT_IN), build_workshop(Settings(home=tmp_path)), Settings(home=tmp_path), NOWHERE
    )
    assert names_of(promised) == names_of(implemented)
    assert len(set(names_of(implemented))) == len(implemented) > 10


def test_every_implementation_takes_and_gives_what_the_seam_says(tmp_path: Path) -> None:
    promised = {
        method.__temporal_activity_definition.name: inspect.get_annotations(method, eval_str=True)
        for _, protocol in inspect.getmembers(contracts, inspect.isclass)
        if protocol.__module__.startswith(contracts.__name__)
        for _, method in inspect.getmembers(protocol, inspect.isfunction)
        if hasattr(method, "__temporal_activity_definition")
    }
    for method in build_activities(
        Registry(BUILT_IN), build_workshop(Settings(home=tmp_path)), Settings(home=tmp_path), NOWHERE
    ):
        definition = activity._Definition.must_from_callable(method)
        kinds = inspect.get_annotations(inspect.unwrap(getattr(method, "__func__", method)), eval_str=True)
        assert list(kinds.values()) == list(promised[str(definition.name)].values()), definition.name


def test_imports_point_inwards() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    ran = subprocess.run([lint, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_models_and_providers_and_crafts_never_import_temporal() -> None:
    faces = {
        "retries.py",
        "failures.py",
        "heartbeat.py",
        "asset_work.py",
        "activity.py",
        "handles.py",
        "turns.py",
    }
    files = [
        path
        for room in ("models", "providers", "library", "activities")
        for path in ROOT.glob(f"{room}/**/*.py")
    ]
    guilty = [
        str(path.relative_to(ROOT))
        for path in files
        if path.name not in faces
        and path.parent.name != "contracts"
        and "temporalio" in path.read_text(encoding="utf-8")
    ]
    assert guilty == []


def test_the_public_modules_say_what_they_are_for() -> None:
    for room in ROOMS:
        assert importlib.import_module(room).__doc__


def test_every_activity_is_executed_in_the_one_place_that_knows_what_a_stop_is() -> None:
    said = {path for path in (ROOT / "workflows").rglob("*.py") if "execute_activity" in path.read_text()}
    assert said == {ROOT / "workflows" / "errands.py"}
