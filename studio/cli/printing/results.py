"""How a film ended, for people and as JSON."""

from pathlib import Path
from typing import Any

from rich.text import Text

from infra.storage import Store
from models.film.view import FilmView
from models.money.dollars import ZERO
from studio.cli.printing.console import dollars, duration, out, stage_style, tell, with_own
from studio.service.facts.film.lines import film_facts
from studio.service.film.remarks import reused, troubles, writers, written_by


def film_json(
    view: FilmView, store: Store, *, folder: Path | None = None, ui_url: str = ""
) -> dict[str, Any]:
    """The one object that `--json` prints: where the film stands, what it cost, what is missing."""
    film = folder / "film.mp4" if folder and "film.mp4" in view.documents else None
    own = {
        "folder": str(folder.absolute()) if folder else None,
        "film": str(film.absolute()) if film else None,
    }
    code = {"exit_code": view.exit_code if view.ended else 0}
    return with_own(film_facts(view, store, ui_url), status=code, waiting=own)


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
