"""Open models on a card, beside plain diffusers: `python -m benchmarks.gpu [--only sdxl,svd,klein,wan] [--seconds 420] [--out FILE]`.

The networks are of full size, with random weights, and random embeddings stand for what reads prompts: speed depends on neither.
Needed are torch, diffusers and pydantic; no server, no network, no weights. What does not fit into the time is skipped, and named. `--ablate`
measures each part of the speed on top of those before it. `--tiny` runs it all on anything, with almost no weights.
"""

import argparse
import gc
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.cards.clock import Budget, Clock, card_facts, matrix_rate
from benchmarks.cards.material import Model, read_models
from benchmarks.cards.results import markdown, measured, targets_of
from benchmarks.cards.shots import paired


def main() -> None:
    """Measure what fits into the time, one model after the other, and print it."""
    asked = _asked()
    models = read_models(tiny=asked.tiny)
    chosen = asked.only.split(",") if asked.only else list(models)
    if unknown := [name for name in chosen if name not in models]:
        sys.exit(f"There is no model {unknown[0]} here: there are {', '.join(models)}.")
    clock, budget = Clock(_device(tiny=asked.tiny)), Budget(asked.seconds)
    report: dict[str, Any] = {
        "about": card_facts(clock.device),
        "tiny": asked.tiny,
        "seconds": asked.seconds,
        "bf16_tflops": matrix_rate(clock, 256 if asked.tiny else 8192),
        "models": {},
        "failed": {},
    }
    for name in chosen:
        if budget.allows(name, models[name].first_s):
            _measure(models[name], clock, budget, report, asked)
    _write(_whole(report, budget), asked.out)
    print(markdown(_whole(report, budget)), flush=True)


def _measure(
    model: Model, clock: Clock, budget: Budget, report: dict[str, Any], asked: argparse.Namespace
) -> None:
    """A model's part of the report; what fails is said in it, and the card is empty again."""
    import torch

    try:
        _follow(model, clock, budget, report, asked)
    except (RuntimeError, ValueError, MemoryError) as error:
        report["failed"][model.name] = (str(error).splitlines() or [type(error).__name__])[0][:300]
        print(f"{model.name} failed: {report['failed'][model.name]}", flush=True)
    torch.compiler.reset()
    gc.collect()
    if clock.on_card:
        torch.cuda.empty_cache()


def _follow(
    model: Model, clock: Clock, budget: Budget, report: dict[str, Any], asked: argparse.Namespace
) -> None:
    """Write the report anew whenever more is known."""
    with tempfile.TemporaryDirectory() as folder:
        pair = paired(model, clock, Path(folder))
        for facts in measured(pair, report["bf16_tflops"], budget, ablate=asked.ablate):
            report["models"][model.name] = facts
            _write(_whole(report, budget), asked.out)
            print(f"{budget.spent:.0f} s: {model.name} {facts['shots'][-1]}", flush=True)


def _whole(report: dict[str, Any], budget: Budget) -> dict[str, Any]:
    return {
        **report,
        "took_s": budget.spent,
        "skipped": list(budget.skipped),
        "targets": [] if report["tiny"] else targets_of(report["models"]),
    }


def _write(report: dict[str, Any], out: Path | None) -> None:
    if out is not None:
        out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _device(*, tiny: bool) -> str:
    import diffusers
    import torch

    diffusers.utils.logging.set_verbosity_error()
    if torch.cuda.is_available():
        return "cuda"
    if tiny:
        torch.set_num_threads(1)
        return "cpu"
    sys.exit(
        "There is no CUDA device here, and models of full size would take days: --tiny shows that the script runs."
    )


def _asked() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description="Measure open models on a card, beside plain diffusers.")
    ask.add_argument("--tiny", action="store_true", help="almost no weights; runs on the CPU too")
    ask.add_argument("--ablate", action="store_true", help="measure each part of the speed by itself")
    ask.add_argument("--only", default="", help="models, with commas between")
    ask.add_argument("--seconds", type=float, default=420.0, help="what does not fit into these is skipped")
    ask.add_argument("--out", type=Path, help="a file for the report as JSON")
    return ask.parse_args()


if __name__ == "__main__":
    main()
