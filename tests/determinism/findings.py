"""What code that workflows run may not do, found by reading it: clocks, lots, the world outside, another order each time.

Deterministic means that what is computed of the same history is the same, in another process and in another year.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.determinism.orders import Declared, leaks

COMPUTING = frozenset(
    {
        *("__future__", "abc", "asyncio", "base64", "bisect", "collections", "collections.abc", "contextlib"),
        *("copy", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions", "functools"),
        *("hashlib", "heapq", "itertools", "json", "math", "operator", "re", "statistics", "string"),
        *("textwrap", "types", "typing", "unicodedata"),
        *("pydantic", "pydantic_core", "slugify", "temporalio"),
        *("temporalio.activity", "temporalio.common", "temporalio.exceptions", "temporalio.workflow"),
        *("models", "workflows", "activities"),
    }
)
"""Modules that compute, and nothing else; whole packages where a package is named alone."""

CLOCK = "reads a clock: ask workflow.now(), or be told the time"
LOTS = "draws lots: ask workflow.random() or workflow.uuid4(), or name the thing by what it is"
OUTSIDE = "looks at the world outside: an activity does that"
BESIDE = "works beside the workflow: an activity does that"
PROCESS = "differs from one process to the next"
UNWATCHED = "goes past the sandbox"
REPLAYING = "does other things in a replay than when it happened"
UNORDERED = "ends in another order each time: workflow.wait and workflow.as_completed have one"

MODULES = {
    **dict.fromkeys(("time", "sched", "zoneinfo", "calendar", "locale"), CLOCK),
    **dict.fromkeys(("random", "secrets", "uuid"), LOTS),
    **dict.fromkeys(("threading", "concurrent", "multiprocessing", "queue", "signal", "subprocess"), BESIDE),
    **dict.fromkeys(("os", "sys", "io", "pathlib", "shutil", "tempfile", "glob", "platform"), OUTSIDE),
    **dict.fromkeys(("socket", "ssl", "http", "urllib", "httpx", "requests", "sqlite3", "logging"), OUTSIDE),
    **dict.fromkeys(("importlib", "builtins", "ctypes", "gc", "weakref", "inspect"), UNWATCHED),
}

BUILT_IN = {
    **dict.fromkeys(("open", "input", "print"), OUTSIDE),
    **dict.fromkeys(("hash", "id"), PROCESS),
    **dict.fromkeys(("eval", "exec", "compile", "globals", "__import__", "breakpoint"), UNWATCHED),
}

MEMBERS = {
    **dict.fromkeys(("utcnow", "now", "today", "fromtimestamp", "astimezone"), CLOCK),
    **dict.fromkeys(("uuid1", "uuid4", "SystemRandom", "urandom"), LOTS),
    **dict.fromkeys(("environ", "getenv", "read_text", "write_text", "read_bytes", "write_bytes"), OUTSIDE),
    **dict.fromkeys(("to_thread", "run_in_executor", "create_subprocess_exec", "open_connection"), BESIDE),
    **dict.fromkeys(("create_subprocess_shell", "start_server", "open_unix_connection"), BESIDE),
    "sandbox_unrestricted": UNWATCHED,
    "is_replaying": REPLAYING,
    "__hash__": PROCESS,
}
"""Members of whatever it is, but for `workflow`, whose own `now` and `uuid4` are the same in a replay."""

OF_ASYNCIO = {
    **dict.fromkeys(("wait", "as_completed", "all_tasks"), UNORDERED),
    **dict.fromkeys(("run", "new_event_loop", "get_event_loop", "get_running_loop"), BESIDE),
}


@dataclass(frozen=True)
class Finding:
    """What stands at a line, and why it may not."""

    line: int
    what: str
    why: str

    def told(self, where: Path | str) -> str:
        return f"{where}:{self.line} {self.what} {self.why}."


def undetermined(root: Path, files: list[Path]) -> list[str]:
    """A sentence for each thing that a replay could do otherwise."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8"), str(path)) for path in files}
    declared = Declared.of(trees.values())
    return [
        found.told(path.relative_to(root))
        for path, tree in trees.items()
        for found in sorted(findings(tree, declared), key=lambda found: (found.line, found.what))
    ]


def findings(tree: ast.Module, declared: Declared) -> Iterator[Finding]:
    """What one module does that it may not."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for name in names:
                    yield from _import(node, name.name)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                for name in names:
                    yield from _import(node, module, name.name)
            case ast.Attribute(value=of, attr=name):
                yield from _member(node, of, name)
            case ast.Name(id=name, ctx=ast.Load()) if name in BUILT_IN:
                yield Finding(node.lineno, f"{name}()", BUILT_IN[name])
            case ast.Call(func=ast.Name(id="getattr"), args=[of, ast.Constant(value=str(name)), *_]):
                yield from _member(node, of, name)
    for line, what, why in leaks(tree, declared):
        yield Finding(line, what, why)


def _import(node: ast.stmt, module: str, member: str = "") -> Iterator[Finding]:
    package = module.partition(".")[0]
    if package in MODULES:
        yield Finding(node.lineno, module, MODULES[package])
    elif module not in COMPUTING and (package not in COMPUTING or package == "temporalio"):
        why = "is no module of which it is known that it computes and does nothing else: see that, and name it in COMPUTING"
        yield Finding(node.lineno, module, why)
    elif module == "asyncio" and member in OF_ASYNCIO:
        yield Finding(node.lineno, f"asyncio.{member}", OF_ASYNCIO[member])
    elif member in MEMBERS and package in ("asyncio", "temporalio"):
        yield Finding(node.lineno, f"{module}.{member}", MEMBERS[member])


def _member(node: ast.expr, of: ast.expr, name: str) -> Iterator[Finding]:
    said = f"{ast.unparse(of)}.{name}"
    if said in ("workflow.now", "workflow.uuid4"):
        return
    if said.startswith("asyncio.") and name in OF_ASYNCIO:
        yield Finding(node.lineno, said, OF_ASYNCIO[name])
    elif name in MEMBERS:
        yield Finding(node.lineno, said, MEMBERS[name])
