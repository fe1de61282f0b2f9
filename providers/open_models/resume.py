"""Runs a pipeline so that what is broken off goes on from its last step, bit for bit, whatever its scheduler.

The pipeline is given a scheduler of a class made on the fly, which stands for its own for one run. Every step passes through it: it
tells how far the run is, and keeps what the rest of it depends on, which is the latents, everything in the scheduler that changed since
its timesteps were set, and the state of the generator. A run that goes on does all that comes before the first step again, the same
draws among it; then the latents are replaced, only the timesteps that are left are shown, and the scheduler's history and the generator's
state are put back when the first of them is reached.
"""

import copy
import functools
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from providers.base import Bench
from providers.kept import Steps
from providers.open_models.checkpoint import Checkpoint, read_checkpoint
from providers.open_models.keeper import Keeper

_LATENTS, _DRAWN, _HISTORY = "latents", "generator", "scheduler"
_CARRIED = "carried."


class Work(NamedTuple):
    """What a run is of, and where it is done.

    `about` is the key of the recipe with its weights: only a checkpoint of the same is gone on with. `seed` is of the generator that
    the pipeline is given. `keeps` is False for models that begin anew. `carried` are tensors that go into every checkpoint
    besides, for whoever runs several times for one thing: `standing` gives them back. `between` is called after each step.
    """

    about: str
    seed: int
    bench: Bench
    keeps: bool = True
    carried: Mapping[str, Any] = {}
    every_s: float | None = None
    between: Callable[[], None] = lambda: None


class Standing(NamedTuple):
    """What was kept of a run: its checkpoint, and what was carried beside it."""

    checkpoint: Checkpoint
    carried: dict[str, Any]


def standing(bench: Bench, about: str) -> Standing | None:
    """How far a run of this came, in another process perhaps; None where nothing of it was kept."""
    file = bench.kept.get()
    found = read_checkpoint(file, about) if file is not None else None
    if found is None:
        return None
    carried = {
        name.removeprefix(_CARRIED): tensor
        for name, tensor in found.tensors.items()
        if name.startswith(_CARRIED)
    }
    return Standing(found, carried)


def resumed(pipeline: Any, call: Mapping[str, Any], work: Work) -> Any:  # noqa: ANN401 - of a library without types
    """What `pipeline(**call)` gives, going on from what was kept of it.

    The pipeline is as it was before, however this ends.

    Raises:
        StorageError: a checkpoint could not be kept.
        Exception: whatever the bench's progress raises, within a step.

    """
    import torch

    generator = torch.Generator("cpu").manual_seed(work.seed)
    before = standing(work.bench, work.about) if work.keeps else None
    keeper = (
        Keeper(work.bench.kept, work.bench.into / "checkpoint.kept", work.every_s) if work.keeps else None
    )
    course = _Course(work, generator, keeper, before.checkpoint if before else None)
    try:
        with _followed(pipeline, course):
            return pipeline(**call, generator=generator)
    finally:
        if keeper is not None:
            keeper.close()


class _Course:
    """One run: what its scheduler tells it, step by step."""

    def __init__(
        self,
        work: Work,
        generator: Any,  # noqa: ANN401
        keeper: Keeper | None,
        before: Checkpoint | None,
    ) -> None:
        self.before = before
        self._work = work
        self._generator = generator
        self._keeper = keeper
        self._step = before.step if before else 0
        self._steps = 0
        self._fresh: dict[str, Any] = {}
        self._waits = before is not None
        self._at: float | None = None
        self._launched: Any = None

    def begins(self, scheduler: Any) -> None:  # noqa: ANN401
        """The timesteps are set: show those that are left."""
        self._fresh = dict(vars(scheduler))
        self._steps = len(scheduler.timesteps)
        if self.before is not None:
            scheduler.timesteps = scheduler.timesteps[self.before.step :]
        self._tell(0.0)

    def reaches(self, scheduler: Any, sample: Any) -> None:  # noqa: ANN401
        """The first step begins: put back what was kept of the steps before it."""
        if not self._waits or self.before is None:
            return
        self._waits = False
        scheduler.timesteps = self._fresh["timesteps"]
        history = _unpacked(self.before.values[_HISTORY], self.before.tensors, sample.device)
        vars(scheduler).update(history)
        self._generator.set_state(self.before.tensors[_DRAWN])

    def stepped(self, scheduler: Any, latents: Any) -> None:  # noqa: ANN401
        """A step is done: keep it when it is time for that, and say so."""
        self._step += 1
        if self._keeper is not None and self._step < self._steps and self._keeper.due:
            self._keeper.take(self._checkpoint(scheduler, latents))
        self._await_card(latents)
        now = time.monotonic()
        self._tell(now - self._at if self._at is not None else 0.0)
        self._at = now
        self._work.between()

    def _tell(self, step_s: float) -> None:
        bench = self._work.bench
        bench.kept.tell(Steps(step=self._step, steps=self._steps, step_s=round(step_s, 3)))
        bench.progress(self._step / (self._steps + 1))

    def _await_card(self, latents: Any) -> None:  # noqa: ANN401
        """Be at most a step ahead of the card, so that what is told is true, and a cancellation is soon done."""
        if not latents.is_cuda:
            return
        import torch

        before, self._launched = self._launched, torch.cuda.Event()
        self._launched.record(torch.cuda.current_stream(latents.device))
        if before is not None:
            before.synchronize()

    def _checkpoint(self, scheduler: Any, latents: Any) -> Checkpoint:  # noqa: ANN401
        tensors = {f"{_CARRIED}{name}": tensor for name, tensor in self._work.carried.items()}
        tensors |= {_LATENTS: latents, _DRAWN: self._generator.get_state()}
        changed = {
            name: value
            for name, value in vars(scheduler).items()
            if isinstance(value, list) or value is not self._fresh.get(name)
        }
        history = {name: _packed(value, f"{_HISTORY}.{name}", tensors) for name, value in changed.items()}
        return Checkpoint(self._work.about, self._step, self._steps, tensors, {_HISTORY: history})


@contextmanager
def _followed(pipeline: Any, course: _Course) -> Iterator[None]:  # noqa: ANN401
    """The pipeline with a scheduler that the course follows, and with the latents of its checkpoint where there is one."""
    own = pipeline.scheduler
    pipeline.scheduler = _follower(own, course)
    if course.before is not None:
        prepare, saved = pipeline.prepare_latents, course.before.tensors[_LATENTS]

        @functools.wraps(prepare)
        def prepared(*given: Any, **named: Any) -> Any:  # noqa: ANN401
            made = prepare(*given, **named)
            if isinstance(made, tuple):
                return saved.to(made[0].device), *made[1:]
            return saved.to(made.device)

        pipeline.prepare_latents = prepared
    try:
        yield
    finally:
        vars(pipeline).pop("prepare_latents", None)
        pipeline.scheduler = own


def _follower(own: Any, course: _Course) -> Any:  # noqa: ANN401
    """A scheduler like the pipeline's own that the course follows."""
    follower, base = copy.deepcopy(own), own.__class__
    follower.__class__ = _following(base)
    vars(follower)["course"] = course
    return follower


@functools.cache
def _following(base: Any) -> Any:  # noqa: ANN401 - a class made on the fly
    """The class of schedulers like `base` that tell their course what happens."""

    def set_timesteps(self: Any, *given: Any, **named: Any) -> None:  # noqa: ANN401
        base.set_timesteps(self, *given, **named)
        self.course.begins(self)

    def scale_model_input(self: Any, sample: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        self.course.reaches(self, sample)
        return base.scale_model_input(self, sample, *given, **named)

    def step(self: Any, model_output: Any, timestep: Any, sample: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        self.course.reaches(self, sample)
        made = base.step(self, model_output, timestep, sample, *given, **named)
        self.course.stepped(self, made[0])
        return made

    def __deepcopy__(self: Any, memo: dict[int, Any]) -> Any:  # noqa: ANN401, N807
        """A plain scheduler: a copy, as some pipelines make one for their sound, is not followed."""
        plain = object.__new__(base)
        memo[id(self)] = plain
        vars(plain).update(
            {name: copy.deepcopy(value, memo) for name, value in vars(self).items() if name != "course"}
        )
        return plain

    followed = [set_timesteps, step, *([scale_model_input] if hasattr(base, "scale_model_input") else [])]
    names = {one.__name__: functools.wraps(getattr(base, one.__name__))(one) for one in followed}
    return type(
        base.__name__, (base,), {**names, "__deepcopy__": __deepcopy__, "__module__": base.__module__}
    )


def _packed(value: Any, name: str, tensors: dict[str, Any]) -> Any:  # noqa: ANN401
    """A value as JSON can hold it; tensors inside go among the others under its name."""
    import torch

    if isinstance(value, torch.Tensor):
        tensors[name] = value
        return {"tensor": name, "host": value.device.type == "cpu"}
    if isinstance(value, list | tuple):
        return [_packed(each, f"{name}.{place}", tensors) for place, each in enumerate(value)]
    return value.item() if hasattr(value, "item") else value


def _unpacked(value: Any, tensors: Mapping[str, Any], device: Any) -> Any:  # noqa: ANN401
    """The value that was packed."""
    if isinstance(value, list):
        return [_unpacked(each, tensors, device) for each in value]
    if isinstance(value, dict) and "tensor" in value:
        tensor = tensors[value["tensor"]]
        return tensor if value["host"] else tensor.to(device)
    if isinstance(value, dict):
        return {name: _unpacked(each, tensors, device) for name, each in value.items()}
    return value
