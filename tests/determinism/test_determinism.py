"""What workflows run computes what it is given: it reads no clock, draws no lots, does no I/O, and leaks no set's order."""

import ast
from pathlib import Path

import pytest

from tests.determinism.findings import undetermined
from tests.determinism.kinds import Declared
from tests.determinism.orders import leaks

ROOT = Path(__file__).parents[2]
RUN_BY_WORKFLOWS = ("workflows/**/*.py", "models/**/*.py", "activities/contracts/*.py")
SEAM = ("activities/__init__.py", "activities/retries.py")


def run_by_workflows(root: Path) -> list[Path]:
    found = {path for pattern in RUN_BY_WORKFLOWS for path in root.glob(pattern)}
    return sorted(found | {root / page for page in SEAM if (root / page).exists()})


def told(tmp_path: Path, text: str) -> list[str]:
    """What is found in a house of one module."""
    page = tmp_path / "models" / "one.py"
    page.parent.mkdir()
    page.write_text(text, encoding="utf-8")
    return undetermined(tmp_path, run_by_workflows(tmp_path))


def test_what_workflows_run_is_determined_by_what_they_are_given() -> None:
    files = run_by_workflows(ROOT)
    assert len(files) > 120
    found = undetermined(ROOT, files)
    assert found == [], "A replay could go another way here:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("import time", "time reads a clock"),
        ("import time as t\nt.time()", "time reads a clock"),
        ("from time import time", "time reads a clock"),
        ("def late():\n    import time", "time reads a clock"),
        ("from datetime import datetime\ndatetime.now()", "datetime.now reads a clock"),
        ("import datetime as d\nd.datetime.utcnow()", "d.datetime.utcnow reads a clock"),
        ("from datetime import date\nx = date.today", "date.today reads a clock"),
        ("from datetime import datetime\ngetattr(datetime, 'now')()", "datetime.now reads a clock"),
        ("from datetime import datetime\ndatetime.fromtimestamp(1)", "reads a clock"),
        ("import random", "random draws lots"),
        ("from random import choice", "random draws lots"),
        ("from uuid import uuid4", "uuid draws lots"),
        ("import secrets", "secrets draws lots"),
        ("import os\nos.environ['HOME']", "os looks at the world outside"),
        ("from os import environ", "os looks at the world outside"),
        ("import os.path", "os.path looks at the world outside"),
        ("import sys", "sys looks at the world outside"),
        ("open('x')", "open() looks at the world outside"),
        ("read = open", "open() looks at the world outside"),
        ("print('x')", "print() looks at the world outside"),
        ("from pathlib import Path", "pathlib looks at the world outside"),
        ("x.read_text()", "x.read_text looks at the world outside"),
        ("import socket", "socket looks at the world outside"),
        ("import httpx", "httpx looks at the world outside"),
        ("import urllib.request", "urllib.request looks at the world outside"),
        ("import subprocess", "subprocess works beside the workflow"),
        ("import threading", "threading works beside the workflow"),
        ("from concurrent.futures import ThreadPoolExecutor", "concurrent.futures works beside"),
        ("import asyncio\nasyncio.to_thread(f)", "asyncio.to_thread works beside the workflow"),
        ("from asyncio import to_thread", "asyncio.to_thread works beside the workflow"),
        ("import asyncio\nasyncio.get_running_loop()", "works beside the workflow"),
        ("import asyncio\nasyncio.wait(tasks)", "asyncio.wait ends in another order each time"),
        ("import asyncio\nasyncio.as_completed(tasks)", "ends in another order each time"),
        ("from asyncio import wait", "asyncio.wait ends in another order each time"),
        ("hash('x')", "hash() differs from one process to the next"),
        ("sorted(x, key=id)", "id() differs from one process to the next"),
        ("eval('1')", "eval() goes past the sandbox"),
        ("__import__('time')", "__import__() goes past the sandbox"),
        ("import importlib", "importlib goes past the sandbox"),
        ("with workflow.unsafe.sandbox_unrestricted():\n    pass", "goes past the sandbox"),
        ("if workflow.unsafe.is_replaying():\n    pass", "does other things in a replay"),
        ("from temporalio.client import Client", "is no module of which it is known that it computes"),
        ("import numpy", "is no module of which it is known that it computes"),
    ],
)
def test_a_clock_lots_and_the_world_outside_are_found(text: str, why: str, tmp_path: Path) -> None:
    found = told(tmp_path, text)
    assert found and why in found[0]
    assert found[0].startswith("models/one.py:")
    assert found[0].endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "from temporalio import workflow\nworkflow.now()",
        "from temporalio import workflow\nworkflow.uuid4()",
        "from temporalio import workflow\nworkflow.random().random()",
        "from temporalio import workflow\nasync def f():\n    await workflow.wait(tasks)",
        "with workflow.unsafe.imports_passed_through():\n    from models.brief import Brief",
        "import asyncio\nasync def f():\n    await asyncio.gather(*tasks)\n    await asyncio.sleep(1)",
        "from datetime import datetime, timedelta\ndatetime.fromisoformat('2026-01-01') + timedelta(days=1)",
        "import hashlib\nhashlib.sha256(b'x').hexdigest()",
        "from collections.abc import Sequence\nfrom pydantic import Field",
        "class One:\n    def __hash__(self):\n        return 1",
    ],
)
def test_what_is_the_same_in_a_replay_is_fine(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "for x in {1, 2}: pass",
        "for x in set(names): pass",
        "for x in frozenset(names): pass",
        "for x in {name for name in names}: pass",
        "seen = set()\nfor x in seen: pass",
        "def f(names: set[str]):\n    for x in names: pass",
        "def f(names: 'frozenset[str] | None'):\n    for x in names or (): pass",
        "from collections.abc import Set\ndef f(names: Set[str]):\n    return [x for x in names]",
        "async def f(names: set[str]):\n    async for x in names: pass",
        "def f(a: dict[str, int], b: dict[str, int]):\n    for x in a.keys() & b.keys(): pass",
        "for x in a.keys() - {1}: pass",
        "for x in set(a) | b: pass",
        "for x in set(a).union(b): pass",
        "def f(a: set[str]):\n    b = a - {'x'}\n    for x in b: pass",
        "def f(a: set[str]):\n    for x in (a if a else ()): pass",
        "class A:\n    def __init__(self):\n        self.seen = set()\n    def f(self):\n        for x in self.seen: pass",
        "class A:\n    seen: set[str]\ndef f(a):\n    return tuple(a.seen)",
        "def lost() -> set[str]: ...\nfor x in lost(): pass",
        "async def lost() -> set[str]: ...\nasync def f():\n    for x in await lost(): pass",
        "class A:\n    @property\n    def lost(self) -> frozenset[str]: ...\ndef f(a):\n    return [x for x in a.lost]",
        "heads: dict[str, set[str]] = {}\nfor x in heads['a']: pass",
        "heads: dict[str, set[str]] = {}\nfor x in heads.get('a', ()): pass",
        "heads: dict[str, set[str]] = {}\nfor name, owners in heads.items():\n    for x in owners: pass",
        "heads: dict[str, set[str]] = {}\nfor owners in heads.values():\n    for x in owners: pass",
        "heads = defaultdict(set)\nfor x in heads['a']: pass",
        "rows: list[set[str]] = []\nfor row in rows:\n    for x in row: pass",
        "if (seen := set(names)):\n    for x in seen: pass",
        "list({1, 2})",
        "tuple(set(names))",
        "', '.join({'a', 'b'})",
        "next(iter({1, 2}))",
        "enumerate({1, 2})",
        "zip(names, {1, 2})",
        "map(f, {1, 2})",
        "sum({1.5, 2.5})",
        "dict.fromkeys({1, 2})",
        "Counter({1, 2})",
        "counts.update({1, 2})",
        "names.extend({1, 2})",
        "names += {1, 2}",
        "f(*{1, 2})",
        "asyncio.gather(*{1, 2})",
        "[*names, *set(names)]",
        "a, b = {1, 2}",
        "str({1, 2})",
        "f'{set(names)}'",
        "{x: 1 for x in {1, 2}}",
        "list(x for x in {1, 2})",
        "[x for name in names for x in {1, 2}]",
        "def f():\n    yield from {1, 2}",
        "lambda: [x for x in {1, 2}]",
        "def f():\n    seen = set()\n    def g():\n        return [x for x in seen]",
        "set(names).pop()",
        "sorted({1, 2}, key=len)",
        "max(set(names), key=len)",
        "max((x for x in {1, 2}), key=len)",
        "from collections.abc import Iterable\ndef f() -> Iterable[str]:\n    return {1, 2}",
        "from collections.abc import Iterable\ndef f(names: Iterable[str]): ...\nf({1, 2})",
        "from collections.abc import Iterable\ndef f(names: Iterable[str]): ...\nf(names={1, 2})",
        "class Model(Frozen):\n    names: frozenset[str] = frozenset()",
        "class Model(Frozen):\n    names: dict[str, set[str]]",
    ],
)
def test_a_set_whose_order_gets_out_is_found(text: str, tmp_path: Path) -> None:
    found = told(tmp_path, text)
    assert found and "set" in found[0]
    assert found[0].endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "for x in sorted({1, 2}): pass",
        "for x in in_order({1, 2}): pass",
        "for x in names.in_order(set(ids)): pass",
        "len({1, 2}) + min({1, 2}) + max(set(names))",
        "1 in {1, 2}",
        "x = {1} <= {1, 2}",
        "any(x > 1 for x in {1, 2}) and all(x > 1 for x in {1, 2})",
        "sorted(x for x in {1, 2})",
        "{x + 1 for x in {1, 2}}",
        "set(x for x in {1, 2})",
        "seen = set()\nseen.add(1)\nseen.update({1}, names)\nseen |= {2}",
        "heads.setdefault('a', set()).add(1)",
        "rows.append({1, 2})",
        "for x in dict.fromkeys(names): pass",
        "def f(a: dict[str, int]):\n    for x in a.keys(): pass\n    for x, y in a.items(): pass\n    for y in a.values(): pass",
        "def f(names: set[str]): ...\nf({1, 2})",
        "from collections.abc import Container\ndef f(names: Container[str]): ...\nf({1, 2})",
        "def f(a: int, b: int):\n    return a - b | a",
        "one.model_dump(include={'a'})",
        "NAMES = frozenset({'a', 'b'})\n'a' in NAMES",
        "class Model(Frozen):\n    names: tuple[str, ...] = ()",
        "def f(names: list[str]):\n    def g(names: set[str]):\n        return 'a' in names\n    return [x for x in names]",
    ],
)
def test_a_set_whose_order_nobody_sees_is_fine(text: str) -> None:
    tree = ast.parse(text)
    assert list(leaks(tree, Declared.of([tree]))) == []


def test_a_set_that_another_module_declares_is_known(tmp_path: Path) -> None:
    house = tmp_path / "models"
    house.mkdir()
    (house / "one.py").write_text(
        "class One:\n    def __init__(self):\n        self.lost: set[str] = set()\n"
    )
    (house / "two.py").write_text("def told(one):\n    return ', '.join(one.lost)\n")
    [found] = undetermined(tmp_path, run_by_workflows(tmp_path))
    assert found.startswith("models/two.py:2 one.lost is gone through in the order of a set")
