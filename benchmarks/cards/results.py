"""What is measured of a model, part by part while there is time, and the tables that people read."""

import statistics
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.cards import checks
from benchmarks.cards.ablation import ablation
from benchmarks.cards.clock import Budget
from benchmarks.cards.material import params_of, precision_of
from benchmarks.cards.shots import Pair, Took, ours_took, plain_took

CHECKPOINTS, IDLE = 0.02, 0.05
"""Targets: checkpoints cost less than 2 %, and a card is idle for less than 5 % between shots."""

Facts = dict[str, Any]


def measured(pair: Pair, rate: float, budget: Budget, *, ablate: bool) -> Iterator[Facts]:
    """What is known of a model, each time that something more is."""
    model, rounds = pair.model, pair.model.rounds
    facts: Facts = {
        "params": params_of(pair.networks[0]),
        "size": list(model.size),
        "frames": model.frames,
        "steps": model.steps,
    }
    facts |= {
        "timed_steps": model.timed or None,
        "network": precision_of(pair.clock.device),
        "vae": model.vae,
        "sources": list(model.sources),
    }
    facts |= {"differs": model.open.speed.differs, "targets": dict(model.targets), "shots": [], "failed": {}}
    first = plain_took(pair).seconds
    began = budget.spent
    ours_took(pair)
    facts["first_s"] = budget.spent - began
    began = budget.spent
    facts["shots"].append(side_by_side(pair, rate, 1, rounds))
    yield facts
    one, ran = facts["shots"][0], (budget.spent - began) / (2 * rounds)

    def part(name: str, takes: float, work: Callable[[], Any]) -> None:
        if budget.allows(f"{model.name}: {name}", takes):
            try:
                facts[name] = work()
            except (RuntimeError, ValueError, MemoryError) as error:
                facts["failed"][name] = (str(error).splitlines() or [type(error).__name__])[0][:300]

    if ablate:
        part("ablation", 0.0, lambda: ablation(pair, first, budget))
        yield facts
        return
    part("error", 4 * ran, lambda: checks.errors(pair))
    part("resume", 2 * ran, lambda: checks.resume(pair))
    part("checkpoints", 2 * rounds * ran, lambda: checks.checkpoints(pair, rounds))
    if model.gaps:
        part("gap", model.gaps * ran, lambda: checks.gap(pair, one["ours_s"]))
    part("waits", ran, lambda: checks.waits(pair))
    yield facts
    for batch in model.batches[1:]:
        times = 1 if batch > 4 else min(2, rounds)
        takes = batch * (times + 1) * (one["plain_s"] + one["ours_s"]) + facts["first_s"]

        def shots(batch: int = batch, times: int = times) -> None:
            plain_took(pair, batch)
            ours_took(pair, batch)
            facts["shots"].append(side_by_side(pair, rate, batch, times))

        part(f"batch_{batch}", takes, shots)
        yield facts


def side_by_side(pair: Pair, rate: float, batch: int, rounds: int) -> Facts:
    """Plain shots and ours, in turns; medians, each for one picture of a batch."""
    plain: list[Took] = []
    ours: list[Took] = []
    for _ in range(rounds):
        plain.append(plain_took(pair, batch))
        ours.append(ours_took(pair, batch))
    base, made = (statistics.median(each.seconds for each in times) for times in (plain, ours))
    tflop = pair.model.tflop_of(batch)
    return {
        "batch": batch,
        "rounds": rounds,
        "plain_s": base / batch,
        "ours_s": made / batch,
        "all_plain_s": [each.seconds / batch for each in plain],
        "all_ours_s": [each.seconds / batch for each in ours],
        "times": base / made,
        "plain_peak_gb": plain[-1].peak_gb,
        "ours_peak_gb": ours[-1].peak_gb,
        "plain_share": tflop / base / rate if tflop else None,
        "ours_share": tflop / made / rate if tflop else None,
    }


def targets_of(models: dict[str, Facts]) -> list[Facts]:
    """What was wanted, and what came of it."""
    found = []
    for name, facts in models.items():
        one, wanted = facts["shots"][0], facts["targets"]
        if "seconds" in wanted:
            found.append(_target(f"{name}: seconds", one["ours_s"], wanted["seconds"], most=True))
        if "times" in wanted:
            found.append(_target(f"{name}: times eager", one["times"], wanted["times"], most=False))
        if "checkpoints" in facts:
            found.append(
                _target(f"{name}: checkpoints", facts["checkpoints"]["share"], CHECKPOINTS, most=True)
            )
        if "gap" in facts:
            found.append(_target(f"{name}: idle between shots", facts["gap"]["share"], IDLE, most=True))
    return found


def _target(what: str, got: float, wanted: float, *, most: bool) -> Facts:
    return {"what": what, "wanted": wanted, "got": got, "met": got <= wanted if most else got >= wanted}


def markdown(report: Facts) -> str:
    """The whole report as tables."""
    about = report["about"]
    lines = [
        f"{about['card']}, driver {about['driver'] or '-'}, torch {about['torch']}, diffusers {about['diffusers']}, "
        f"{about['date']}; bf16 products at {report['bf16_tflops']:.1f} TFLOP/s"
        + (
            ". Tiny models: this shows that the script runs, and says nothing about speed."
            if report["tiny"]
            else "."
        ),
        "",
        "| model | batch | eager, s each | ours, s each | times | peak GB, eager and ours | share of the rate, eager and ours |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, facts in report["models"].items():
        size = "×".join(map(str, facts["size"])) + (f", {facts['frames']} frames" if facts["frames"] else "")
        steps = f", {facts['steps']} steps"
        steps += f" reckoned from {facts['timed_steps']}" if facts["timed_steps"] else ""
        lines += [
            f"| {name} {size}{steps} | {shot['batch']} | {shot['plain_s']:.3f} | {shot['ours_s']:.3f} | {shot['times']:.2f} | "
            f"{_number(shot['plain_peak_gb'])}, {_number(shot['ours_peak_gb'])} | "
            f"{_share(shot['plain_share'])}, {_share(shot['ours_share'])} |"
            for shot in facts["shots"]
        ]
    lines += [
        "",
        "| model | first shot, s | error of ours to eager, to fp32 (of eager to fp32) | resumed bit for bit | checkpoints | idle between shots | waits |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_checked(name, facts) for name, facts in report["models"].items()]
    for name, facts in report["models"].items():
        lines += _ablated(name, facts.get("ablation", []))
        lines += [f"- {name}, {part} failed: {why}" for part, why in facts["failed"].items()]
    lines += ["", *(f"- {name} failed: {why}" for name, why in report["failed"].items())]
    lines += [*(_met(target) for target in report["targets"])]
    lines += [f"- skipped {what}" for what in report["skipped"]]
    return "\n".join(lines)


def _checked(name: str, facts: Facts) -> str:
    error, resumed, kept = facts.get("error"), facts.get("resume"), facts.get("checkpoints")
    far = "-"
    if error:
        far = f"{error['ours_to_eager']:.1e}, {error['ours_to_fp32']:.1e} ({error['eager_to_fp32']:.1e})"
    same = "-"
    if resumed:
        same = f"{'yes' if resumed['same'] else 'NO'}, from step {resumed['step']} of {resumed['steps']}"
    gap, waits = facts.get("gap"), facts.get("waits")
    return (
        f"| {name} | {facts['first_s']:.1f} | {far} | {same} | {_share(kept['share'] if kept else None)} | "
        f"{_share(gap['share'] if gap else None)} | {'-' if waits is None else waits} |"
    )


def _ablated(name: str, rows: list[Facts]) -> list[str]:
    if not rows:
        return []
    head = [
        "",
        f"| {name}, each on top of the one before | eager, s | s | times | error |",
        "|---|---|---|---|---|",
    ]
    return head + [
        f"| {row['what']} | failed: {row['failed']} | | | |"
        if "failed" in row
        else f"| {row['what']} | {row['plain_s']:.3f} | {row['ours_s']:.3f} | {row['times']:.2f} | {row['error']:.1e} |"
        for row in rows
    ]


def _met(target: Facts) -> str:
    return f"- {target['what']}: {target['got']:.3f}, wanted {target['wanted']:g}: {'met' if target['met'] else 'MISSED'}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
