"""How a film ended, for people and as JSON."""

from pathlib import Path
from typing import Any

from rich.text import Text

from infra.storage import Store
from models.film.view import FilmView
from models.money.dollars import ZERO, plain
from studio.cli.printing.console import dollars, duration, out, stage_style, tell
from studio.service.film.remarks import reused, troubles, writers, written_by


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
        "board_pages": list(view.board_pages),
        **({"reels": [reel.facts for reel in view.reels]} if view.reels else {}),
        "reused": reused(view, store),
        "ui": ui_url or None,
    }


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
        calls = sum(record.count for record in view.writing)
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
