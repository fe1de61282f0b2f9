"""How assets are shown: tables for people."""

import json
from collections.abc import Sequence

from rich.table import Table

from library.details import AssetDetails
from library.garbage import Garbage
from library.search import FoundAsset
from library.statistics import Reused, Statistics
from studio.cli.printing.console import dollars, duration, out, shortened, table, tell

SHORT = 12
"""Digits of a sha256 that people see."""
_SHOWN = 20
"""Lines of a collection that are shown."""


def assets_table(found: Sequence[FoundAsset]) -> Table:
    """A line an asset."""
    alike = any(asset.likeness is not None for asset in found)
    rows = [
        [
            *([f"{asset.likeness:.2f}" if asset.likeness is not None else ""] if alike else []),
            asset.blob.sha256[:SHORT],
            asset.kind,
            duration(asset.seconds) if asset.seconds else "",
            dollars(asset.usd),
            str(asset.uses),
            _films(asset),
            shortened(asset.prompt, 90),
        ]
        for asset in found
    ]
    headings = ("like", "sha", "kind", "length", "cost", "used", "film", "prompt")[0 if alike else 1 :]
    return table(headings, rows, wraps=(len(headings) - 1,))


def reused_table(reused: Sequence[Reused]) -> Table:
    """A line an asset: how often it was found, and what that saved."""
    rows = [
        [
            each.asset.blob.sha256[:SHORT],
            each.asset.kind,
            str(each.found),
            dollars(each.saved_usd),
            duration(each.saved_s),
            _films(each.asset),
            shortened(each.asset.prompt, 90),
        ]
        for each in reused
    ]
    return table(("sha", "kind", "reused", "saved", "work saved", "film", "prompt"), rows, wraps=(6,))


def print_statistics(statistics: Statistics) -> None:
    """What there is, and what reuse has saved."""
    rows = [[each.kind, f"{each.assets:,}", size(each.bytes), dollars(each.usd)] for each in statistics.kinds]
    out().print(table(("kind", "assets", "size", "cost"), rows, wraps=()))
    out().print()
    tell(f"Found again  {statistics.found:,} of {statistics.uses:,} uses ({statistics.hit_rate:.0%})")
    tell(f"Saved        {dollars(statistics.saved_usd)}")
    gpu, cpu = duration(statistics.saved_gpu_s), duration(statistics.saved_cpu_s)
    tell(f"Work saved   {gpu} on GPUs, {cpu} elsewhere")


def print_details(details: AssetDetails, link: str) -> None:
    """Everything about one asset."""
    asset = details.asset
    tell(f"{asset.kind} by {asset.provider}", "bold")
    facts = {
        "sha256": asset.blob.sha256,
        "key": asset.key,
        "file": link,
        "size": size(asset.blob.size),
        "length": f"{duration(asset.seconds)}, {details.frames} frames" if asset.seconds else "",
        "cost": dollars(asset.usd),
        "made": f"{asset.made_at[:19].replace('T', ' ')} UTC in {duration(details.work_s)}",
        "queue": details.label,
        "shot type": asset.shot_type,
        "mood": asset.mood,
        "time of day": asset.time_of_day,
        **{f"{facet}s": ", ".join(names) for facet, names in details.names.items()},
        "note": details.note,
        "prompt": asset.prompt,
    }
    for name, text in facts.items():
        if text:
            tell(f"{name:<12} {text}")
    out().print()
    if details.used:
        rows = [
            [use.film_id, use.shot_id or "the film", "found" if use.found else "made", use.at[:16].replace("T", " ")]
            for use in details.used
        ]  # fmt: skip
        out().print(table(("film", "shot", "was", "at (UTC)"), rows, wraps=()))
    else:
        tell("No film refers to it: `longtake assets gc` would remove it.")
    out().print()
    tell("Recipe", "bold")
    tell(json.dumps(details.recipe, indent=2, ensure_ascii=False))


def print_garbage(garbage: Garbage, *, removed: bool) -> None:
    """What was or would be removed, and what is left."""
    rows = [
        [asset.blob.sha256[:SHORT], asset.kind, size(asset.blob.size), shortened(asset.prompt, 100)]
        for asset in garbage.assets[:_SHOWN]
    ]
    if rows:
        out().print(table(("sha", "kind", "size", "prompt"), rows, wraps=(3,)))
    if (more := len(garbage.assets) - _SHOWN) > 0:
        tell(f"… and {more:,} more")
    if garbage.assets or garbage.files:
        what = f"{counted(len(garbage.assets), 'asset')} and {counted(len(garbage.files), 'file')}"
        how = "Removed" if removed else "Nothing refers to"
        tell(f"{how} {what}: {size(garbage.bytes)}{' freed' if removed else ' to free'}.")
    else:
        tell("There is nothing to remove: everything is in use.")
    if garbage.gone:
        tell(f"{counted(garbage.gone, 'file')} of these had histories that Temporal no longer has.", "dim")
    if garbage.young:
        tell(f"{counted(garbage.young, 'file')} of the last hour may be in the making: left.", "dim")
    if garbage.payloads:
        text = f"{counted(garbage.payloads, 'file')} ({size(garbage.payload_bytes)}) of Temporal's histories"
        tell(f"{text}: left.", "dim")


def counted(number: int, what: str) -> str:
    """`1 file`, `1,200 files`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def size(count: float) -> str:
    """`812 B`, `4.2 MB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def _films(asset: FoundAsset) -> str:
    if len(asset.films) < 2:
        return "".join(asset.films)
    return f"{asset.films[0]} + {len(asset.films) - 1}"
