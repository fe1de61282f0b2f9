"""How a film ended, for people and as JSON."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.text import Text

from infra.storage import Store
from models.errors import StorageError
from models.film.view import FilmView
from models.money.dollars import ZERO, plain
from studio.cli.printing.console import dollars, duration, out, stage_style, tell

OFFLINE = "outline"
"""The offline writer among the models of a record."""

_STAGES = {
    "template": "the choice of a template",
    "scenes": "the scenes",
    "visuals": "the pictures",
    "single": "one call for the whole story",
    "compress": "shortening the text",
    "breakdown": "dividing the text into scenes",
    "shots": "the shots of a scene",
}


def film_json(
    view: FilmView, store: Store, *, folder: Path | None = None, ui_url: str = ""
) -> dict[str, Any]:
    """The one object that `--json` prints: where the film stands, what it cost, what is missing."""
    film = folder / "film.mp4" if folder and "film.mp4" in view.documents else None
    return {
        "id": view.film_id,
        "status": view.verdict,
        "exit_code": view.exit_code if view.ended else 0,
        "title": view.title,
        "stage": view.stage,
        "reason": view.reason,
        "waiting": view.waiting,
        "folder": str(folder.absolute()) if folder else None,
        "film": str(film.absolute()) if film else None,
        "seconds": view.film_seconds,
        "frames": view.film_frames,
        "shots": len(view.shots),
        "spent_usd": plain(view.spent),
        "reserved_usd": plain(view.reserved),
        "budget_usd": None if view.budget is None else plain(view.budget),
        "budget_mode": view.budget_mode,
        "missing": [{"shot": shot.shot.shot_id, "reason": shot.missing} for shot in view.missing],
        "notes": list(view.notes),
        "written_by": written_by(view),
        "board": view.board,
        "approved_board": view.approved_board,
        "reused": reused(view, store),
        "ui": ui_url or None,
    }


def reused(view: FilmView, store: Store) -> int:
    """How many assets were found rather than made: as the report says, and before there is one, of the shots."""
    if "report.json" in view.documents:
        with suppress(StorageError, LookupError):  # lost, or of a version that did not count
            report = json.loads(store.read_bytes(view.documents["report.json"]))
            return int(report["money"]["reused_assets"])
    assets = (a for shot in view.shots for a in (shot.keyframe, shot.voice, shot.clip) if a)
    return sum(asset.cached for asset in assets)


def written_by(view: FilmView) -> list[str]:
    """The models, and the offline writer, whose words are in the story; empty where no model was asked."""
    return list(dict.fromkeys(record.writer for record in view.writing if record.writer))


def writers(view: FilmView) -> str:
    """Who wrote the story, for people."""
    names = ["the offline writer" if name == OFFLINE else name for name in written_by(view)]
    return " and ".join(names) or "the offline writer"


def troubles(view: FilmView) -> list[str]:
    """Stage by stage, why the first answer of the first model is not what was used."""
    lines = []
    for record in view.writing:
        if record.fell_back and record.writer != OFFLINE:
            part = f", part {record.part + 1}" if record.part else ""
            what = _STAGES.get(record.stage, f"the {record.stage}")
            lines.append(f"Trouble with {what}{part}: {record.fell_back.rstrip('.')}.")
    return lines


def sameness(view: FilmView) -> str:
    """That few of the written shots differ, when fewer than half do; else empty."""
    count, different = len(view.shots), len({shot.shot.seen for shot in view.shots})
    if different * 2 >= count:
        return ""
    return (
        f"Only {different} of the {count} shots differ in what happens: a description this short gives few "
        "different shots. Say more, or ask for fewer."
    )


def print_result(view: FilmView, store: Store, folder: Path | None) -> None:
    """The end in a few lines: title, verdict, length, cost, what is missing, where it lies."""
    tell(view.title or view.film_id, "bold")
    facts = [duration(view.film_seconds)] if view.film_seconds else []
    if view.shots:
        facts.append(f"{len(view.shots)} shot{'s' if len(view.shots) > 1 else ''}")
    facts.append(dollars(view.spent))
    if found := reused(view, store):
        facts.append(f"{found} asset{'' if found == 1 else 's'} reused")
    line = Text(view.verdict, style=stage_style(view.stage) if view.exit_code != 3 else "yellow")
    out().print(line.append(" · " + " · ".join(facts), style="default"), soft_wrap=True)
    if view.reason and view.stage != "stopped":
        tell(view.reason)
    if written_by(view):
        calls = sum(len(record.calls) for record in view.writing)
        cost = sum((record.cost for record in view.writing), ZERO)
        plural = "" if calls == 1 else "s"
        tell(f"The story was written by {writers(view)}: {calls} call{plural} to models, {dollars(cost)}")
    for trouble in troubles(view):
        tell(trouble, "yellow")
    for shot in view.missing:
        tell(f"{shot.shot.shot_id} is missing: {shot.missing}", "red")
    for note in view.notes:
        tell(f"Note: {note}")
    if folder is not None:
        tell(str(folder / "film.mp4" if "film.mp4" in view.documents else folder))
