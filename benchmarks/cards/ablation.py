"""What each part of a model's speed gains: one after the other, each on top of those before it, beside plain diffusers in turns."""

import statistics
from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks.cards.checks import errors
from benchmarks.cards.clock import Budget
from benchmarks.cards.material import copied, pipeline_of
from benchmarks.cards.shots import Pair, ours_took, plain_took
from providers.open_models.entry import Speed
from providers.open_models.speed import compile_blocks, decoders_of, networks_of, quicken

ROUNDS = 2
_COMPILES_S = 60.0
_TUNES_S = 240.0


class Trial(NamedTuple):
    """Something that is tried: what it is called, what it is, and about how long the compiler takes over it."""

    title: str
    apply: Callable[[Any], None]
    takes_s: float = 0.0


def trials(speed: Speed) -> list[Trial]:
    """The parts of a model's speed that its entry has, and then what else the compiler offers: it is tried, and the product does without."""
    found, so_far = [], Speed()
    for name in ("attention", "channels_last", "fused", "vae", "compiled"):
        value = getattr(speed, name)
        if value:
            so_far = so_far.model_copy(update={name: value})
            takes = _COMPILES_S if name == "compiled" else 0.0
            found.append(Trial(f"+ {name}: {_said(value)}", _quickened(so_far), takes))
    base = speed.model_copy(update={"compiled": ()})
    if speed.compiled:
        found.append(Trial("the same, kernels timed", _compiled(base, speed.compiled), _COMPILES_S))
    found += [
        Trial("the network as one", _whole(base), 2 * _COMPILES_S),
        Trial("the network as one, max-autotune", _whole(base, mode="max-autotune-no-cudagraphs"), _TUNES_S),
        Trial("the network as one, CUDA graphs", _whole(base, mode="reduce-overhead"), 2 * _COMPILES_S),
    ]
    return found


def ablation(pair: Pair, plain_s: float, budget: Budget) -> list[dict[str, Any]]:
    """A row for each trial: seconds beside plain ones, and how far the network's output is from eager."""
    rows = []
    for trial in trials(pair.model.open.speed):
        what = f"{pair.model.name}: {trial.title}"
        if not budget.allows(what, trial.takes_s + 4 * ROUNDS * plain_s):
            continue
        parts = {name: part for name, part in pair.plain.components.items() if name in pair.model.parts}
        ours = pipeline_of(pair.model, copied(parts))
        try:
            trial.apply(ours)
            rows.append({"what": trial.title, **_beside(pair._replace(ours=ours))})
        except (RuntimeError, ValueError, AttributeError, TypeError) as error:
            rows.append({"what": trial.title, "failed": _line(error)})
        print(rows[-1], flush=True)
    return rows


def _beside(pair: Pair) -> dict[str, Any]:
    ours_took(pair, every_s=None)
    plain, ours = [], []
    for _ in range(ROUNDS):
        plain.append(plain_took(pair).seconds)
        ours.append(ours_took(pair, every_s=None).seconds)
    base, made = statistics.median(plain), statistics.median(ours)
    return {
        "plain_s": base,
        "ours_s": made,
        "times": base / made,
        "error": errors(pair)["ours_to_eager"],
    }


def _quickened(speed: Speed) -> Callable[[Any], None]:
    return lambda pipeline: quicken(pipeline, speed)


def _compiled(speed: Speed, blocks: tuple[str, ...]) -> Callable[[Any], None]:
    def apply(pipeline: Any) -> None:  # noqa: ANN401
        quicken(pipeline, speed)
        for part in (*networks_of(pipeline), *decoders_of(pipeline)):
            compile_blocks(part, blocks)

    return apply


def _whole(speed: Speed, **how: str) -> Callable[[Any], None]:
    """The network's own work as one graph; what chooses the kernel of its attention stays around it."""

    def apply(pipeline: Any) -> None:  # noqa: ANN401
        import torch

        quicken(pipeline, speed.model_copy(update={"attention": ""}))
        for network in networks_of(pipeline):
            network.forward = torch.compile(network.forward, dynamic=False, **how)
        quicken(pipeline, Speed(attention=speed.attention, differs=speed.differs))

    return apply


def _said(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value).lower()


def _line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
