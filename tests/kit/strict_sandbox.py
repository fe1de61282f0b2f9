"""The sandbox as strict as it gets: of our own modules nothing is passed through, so it watches all that a workflow runs.

Workers pass our modules through, because a workflow that imports them anew costs a third of a second. In a replay that
is no matter: here a clock, a random number or a file that a helper reads fails the workflow, as it would in the
workflow's own module. The modules are imported once a runner; replays run one after another in it.
"""

import ast
import importlib.abc
import importlib.util
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from pathlib import Path

from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.worker.workflow_sandbox._importer import Importer
from temporalio.worker.workflow_sandbox._restrictions import RestrictionContext
from temporalio.worker.workflow_sandbox._runner import _Instance

from workers.query_guard import Guard

ROOMS = frozenset({"workflows", "models", "activities"})
"""The rooms that workflows import from."""


class StrictImporter(Importer):
    """Imports the modules of our rooms inside the sandbox, whatever they are marked as."""

    def _maybe_passthrough_module(self, name: str) -> types.ModuleType | None:
        if name.partition(".")[0] in ROOMS:
            return None
        return super()._maybe_passthrough_module(name)


class StrictRunner(SandboxedWorkflowRunner):
    """Runs workflows in the strict sandbox."""

    def __init__(self) -> None:
        super().__init__()
        importer = StrictImporter(SandboxRestrictions.default, RestrictionContext())
        object.__setattr__(self, "importer", importer)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        importer: Importer = object.__getattribute__(self, "importer")

        class Strict(_Instance):
            def _create_instance(self) -> None:
                self.importer = importer
                super()._create_instance()

        return Guard(Strict(det, self.runner_class, self.restrictions))


class _Spoiled(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module as it is, but for one function of it that first does something else."""

    def __init__(self, module: str, function: str, does: str) -> None:
        self._module, self._does, self._function = module, does, function
        found = importlib.util.find_spec(module)
        assert found and found.origin
        self._origin = found.origin
        self.spoiled = 0

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        del path, target
        return (
            importlib.util.spec_from_loader(fullname, self, origin=self._origin)
            if fullname == self._module
            else None
        )

    def exec_module(self, module: types.ModuleType) -> None:
        tree = ast.parse(Path(self._origin).read_text(encoding="utf-8"), self._origin)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == self._function:
                node.body[:0] = ast.parse(self._does).body
                self.spoiled += 1
        exec(compile(ast.fix_missing_locations(tree), self._origin, "exec"), module.__dict__)


@contextmanager
def spoiled(module: str, function: str, does: str) -> Iterator[None]:
    """What is imported meanwhile has, in one function of one module, statements that it should not have."""
    finder = _Spoiled(module, function, does)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
    assert finder.spoiled, f"{module} was not imported, or has no function {function}"
