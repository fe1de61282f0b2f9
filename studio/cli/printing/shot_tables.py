"""Shots as tables: the board, where each stands, their takes."""

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from models.shots.noted import changes_said
from models.shots.refusals import tried_words
from models.shots.takes import Take, heard_otherwise
from models.shots.view import ShotView
from studio.cli.printing.console import dollars, duration, shortened, shot_style, table


def board_table(shots: Sequence[ShotView]) -> Table:
    """What a person decides on: number, camera, what is seen, what is heard."""
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    grid.add_column("#", justify="right", no_wrap=True)
    grid.add_column("camera", max_width=17)
    grid.add_column("what is seen", ratio=3)
    grid.add_column("what is heard", ratio=2)
    for view in shots:
        shot, seen = view.shot, Text(shortened(view.shot.seen, 180))
        if view.missing:
            seen = Text(f"missing: {view.missing}", style="red")
        elif view.take > 1:
            said = f": {changes_said(view.changed)}" if view.changed else ""
            seen.append(f" (take {view.take}{said})", style="cyan")
        if view.stale:
            seen.append(f" (stale: {', '.join(view.stale)})", style="yellow")
        seen.append(_marked(view), style="yellow")
        camera = ", ".join((shot.shot_type, shot.camera_angle, shot.camera_movement))
        grid.add_row(Text(str(shot.shot_number)), Text(camera), seen, Text(shortened(shot.heard, 140)))
    return grid


def shots_table(shots: Iterable[ShotView]) -> Table:
    """Where each of the shots stands."""
    rows: Iterable[Sequence[str | Text]] = (
        [
            shot.shot.shot_id,
            Text(shot.status + (", stale" if shot.stale else ""), style=shot_style(shot.status)),
            str(shot.take),
            duration(made.seconds if (made := shot.conformed or shot.clip) else shot.shot.duration),
            dollars(shot.cost),
            shot.missing or shortened("; ".join(shot.notes) or shot.shot.seen, 200) + _marked(shot),
        ]
        for shot in shots
    )
    return table(("shot", "state", "take", "length", "cost", "what"), rows, wraps=(5,))


def _marked(shot: ShotView) -> str:
    """Behind what is said of a shot: that it opens otherwise than its picture, and what that does not show."""
    opens = f" (opens as {shot.follows} ends)" if shot.follows else ""
    opens += f" ({shot.likeness.told()})" if shot.likeness and shot.likeness.low else ""
    own = [tried for tried in shot.tries if tried.take == shot.take]
    times = sum(not tried.again for tried in own)
    refused = f"refused {times}×" if times else "refused before"
    opens += f" ({refused}, tried {tried_words(tuple(own)) or 'once'})" if own else ""
    return opens + (f" (not drawn: {', '.join(shot.not_drawn)})" if shot.not_drawn else "")


def takes_table(shots: Sequence[ShotView]) -> Table:
    """Every take of some shots; the one in the film is marked."""
    rows: Iterable[Sequence[str | Text]] = (
        [
            view.shot.shot_id,
            str(take.take),
            Text(_use_of(take, view), style="green"),
            duration(take.conformed.seconds) if take.conformed else "-",
            take.missing or _shown_of(take) + heard_otherwise(take, view.kept()),
        ]
        for view in shots
        for take in view.kept()
    )
    return table(("shot", "take", "", "length", "what"), rows, wraps=(4,))


def _shown_of(take: Take) -> str:
    said = f" ({changes_said(take.changed)})" if take.changed else ""
    by = f" · by {take.shot.video_provider}" if take.shot.video_provider else ""
    return shortened(take.shot.seen, 200) + said + by


def _use_of(take: Take, view: ShotView) -> str:
    """Whether a take is the one in the film, or will be when it is made."""
    if view.status == "dropped":
        return "dropped"
    if take.take != view.take:
        return ""
    return "in the film" if take.clip or take.missing else "being made"
