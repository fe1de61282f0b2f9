"""What speed must not cost: how far outputs are from eager ones, whether a run goes on bit for bit, what keeping it takes, idle cards."""

import copy
import functools
import itertools
import statistics
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from benchmarks.cards.material import Module, Tensor, call_of
from benchmarks.cards.shots import FileKept, Pair, our_shot, ours_took, plain_shot
from providers.open_models.checkpoint import read_checkpoint

_SYNCS = "synchroniz"


class _Seen(Exception):
    """The network was reached, and nothing more is wanted."""


def errors(pair: Pair) -> dict[str, float]:
    """How far the networks' outputs are from each other, by the length of the difference: in one precision, and from the same weights in fp32."""
    import torch

    given, named = _inputs(pair)
    plain, ours = pair.networks
    with torch.no_grad():
        eager, quick = plain(*given, **named)[0].float(), ours(*given, **named)[0].float()
        exact_network = copy.deepcopy(plain).float()
        before = torch.backends.cudnn.allow_tf32
        torch.backends.cudnn.allow_tf32 = False
        try:
            exact = exact_network(*_floats(given), **_floats(named))[0]
        finally:
            torch.backends.cudnn.allow_tf32 = before
    return {
        "ours_to_eager": _apart(quick, eager),
        "ours_to_fp32": _apart(quick, exact),
        "eager_to_fp32": _apart(eager, exact),
    }


def resume(pair: Pair) -> dict[str, Any]:
    """Whether a run that goes on from its middle gives what the whole one gave, in every bit."""
    call = {**call_of(pair.model, pair.networks[1]), "num_inference_steps": min(6, pair.model.steps)}
    if pair.model.frames:
        call["output_type"] = "latent"
    file = pair.folder / "resume.safetensors"
    file.unlink(missing_ok=True)
    kept = FileKept(file, from_step=max(1, call["num_inference_steps"] // 2))
    whole = our_shot(pair.ours, call, kept, pair.folder, 0.0)
    found = read_checkpoint(file, "benchmark") if file.exists() else None
    kept.goes_on = True
    again = our_shot(pair.ours, call, kept, pair.folder, 0.0)
    return {
        "step": found.step if found else None,
        "steps": call["num_inference_steps"],
        "bytes": file.stat().st_size if found else 0,
        "same": found is not None and _same(whole, again),
        "finite": bool(whole.isfinite().all()),
    }


def checkpoints(pair: Pair, rounds: int) -> dict[str, Any]:
    """What it takes to keep latents once a second: shots with and without, in turns."""
    times: dict[str, list[float]] = {"without": [], "with": []}
    for _ in range(rounds):
        times["without"].append(ours_took(pair, every_s=None).seconds)
        times["with"].append(ours_took(pair, every_s=1.0).seconds)
    without, kept = statistics.median(times["without"]), statistics.median(times["with"])
    return {"without_s": without, "with_s": kept, "share": kept / without - 1, "rounds": rounds}


def gap(pair: Pair, seconds: float) -> dict[str, Any]:
    """How long the card does nothing between shots that two threads make in turns, each saving its own while the other's is made.

    It is idle from the last kernel that decodes a shot until the network is reached in the next one; `seconds` is what a shot takes.
    """
    clock, turn = pair.clock, threading.Lock()
    network = pair.networks[1]
    call = {**call_of(pair.model, network), "output_type": "pil"}
    marks: list[list[Any]] = []

    def reached(*_: object) -> None:
        if not marks[-1]:
            marks[-1] += [clock.mark(), None]

    def maker(number: int) -> None:
        for turns in range(max(1, pair.model.gaps // 2)):
            folder = pair.folder / f"shot-{number}-{turns}"
            folder.mkdir(exist_ok=True)
            with turn:
                marks.append([])
                made = our_shot(pair.ours, call, FileKept(folder / "kept.safetensors"), folder)
            for place, picture in enumerate(made[0] if isinstance(made[0], list) else made):
                picture.save(folder / f"{place:03d}.png")

    hook = network.register_forward_pre_hook(reached)
    decode = pair.ours.vae.decode

    @functools.wraps(decode)
    def decoded(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        made = decode(*given, **named)
        marks[-1][1] = clock.mark()
        return made

    pair.ours.vae.decode = decoded
    try:
        with ThreadPoolExecutor(max_workers=2) as threads:
            list(threads.map(maker, range(2)))
    finally:
        hook.remove()
        pair.ours.vae.decode = decode
    idle = [clock.between(before[1], after[0]) for before, after in itertools.pairwise(marks)]
    mean = statistics.mean(idle)
    return {"idle_s": mean, "share": mean / seconds, "shots": len(marks)}


def waits(pair: Pair) -> int | None:
    """How often the host waits for the card while a shot is made; None on a CPU. Each wait may leave the card without work."""
    if not pair.clock.on_card:
        return None
    import torch

    call = call_of(pair.model, pair.networks[1])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        torch.cuda.set_sync_debug_mode("warn")
        try:
            our_shot(pair.ours, call, FileKept(pair.folder / "kept.safetensors"), pair.folder, None)
        finally:
            torch.cuda.set_sync_debug_mode("default")
    return sum(_SYNCS in str(each.message) for each in told)


def _inputs(pair: Pair) -> tuple[Any, Any]:
    """What a pipeline gives its network first, in the call that networks are compared in."""
    network = pair.networks[0]
    seen: list[Any] = []

    def reached(_network: Module, given: Any, named: Any) -> None:  # noqa: ANN401
        seen.extend((given, named))
        raise _Seen

    hook = network.register_forward_pre_hook(reached, with_kwargs=True)
    with suppress(_Seen):
        plain_shot(pair.plain, {**call_of(pair.model, network), **pair.model.check}, lambda: None)
    hook.remove()
    return seen[0], seen[1]


def _floats(value: Any) -> Any:  # noqa: ANN401
    """The same with every number of less than 32 bits in 32."""
    if isinstance(value, dict):
        return {name: _floats(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_floats(each) for each in value)
    return value.float() if hasattr(value, "is_floating_point") and value.is_floating_point() else value


def _apart(one: Tensor, other: Tensor) -> float:
    return float((one.double() - other.double()).norm() / other.double().norm())


def _same(one: Tensor, other: Tensor) -> bool:
    """Bit for bit: what is no number too."""
    import torch

    one, other = one.detach().cpu().contiguous(), other.detach().cpu().contiguous()
    return one.dtype == other.dtype and bool(torch.equal(one.view(torch.uint8), other.view(torch.uint8)))
