"""The live view of a film on a terminal, and plain progress lines where there is none."""

import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from rich.console import Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from models.film.view import WORKING, FilmView
from models.shots.view import ShotView
from studio.cli.printing.card_lines import card_line
from studio.cli.printing.console import dollars, duration, err, say, shortened, shot_style
from studio.cli.printing.reel_tables import reels_table
from studio.cli.printing.vendor_lines import trouble_line, vendor_line
from studio.client import Attempt
from studio.service.film.watch import Sight

_STAGE_WORDS = {
    "casting": "casting",
    "story": "writing the story",
    "bible": "drawing the bible",
    "keyframes": "drawing the keyframes",
    "approval": "waiting for approval",
    "shots": "shooting",
    "cut": "cutting",
    "publish": "publishing",
}


_MOST_NOTES = 3
"""Notes that the view has, the latest."""

_MOST_ASKED = 4
"""Calls to models that the view names one by one."""


class Progress(Protocol):
    """Shows how a film goes on."""

    def show(self, sight: Sight) -> None:
        """Show where the film stands now."""

    def stop(self) -> None:
        """Leave the terminal as it was; `show` begins anew."""


def progress() -> Progress:
    """The live view on a terminal, plain lines elsewhere."""
    return LiveView() if err().is_terminal else PlainLines()


class PlainLines:
    """A line whenever something worth reading changed."""

    def __init__(self) -> None:
        self._said: set[str] = set()
        self._last = ""

    def show(self, sight: Sight) -> None:
        """Say what is new."""
        view = sight.view
        line = _headline(view)
        if line != self._last:
            self._last = line
            say(line)
        news = [
            f"{shot.shot.shot_id}{'' if shot.blocked else ' is missing'}: {shot.missing}"
            for shot in view.missing
        ]
        news += view.notes
        news += [_attempt_line(attempt) for attempt in sight.attempts if attempt.attempt > 1]
        news += [_begun(attempt) for attempt in sight.attempts if attempt.since]
        news += filter(None, map(trouble_line, sight.attempts))
        if not view.ended:
            news += [view.waiting] if view.waiting and view.stage != "approval" else []
            for text in news:
                if text not in self._said:
                    say(text)
                    self._said.add(text)

    def stop(self) -> None:
        """Nothing to leave."""


class LiveView:
    """Stages, shots, attempts and cost, redrawn in place on stderr."""

    def __init__(self) -> None:
        self._live: Live | None = None
        self._sight: Sight | None = None

    def show(self, sight: Sight) -> None:
        """Draw where the film stands now; the time it has taken goes on by itself."""
        self._sight = sight
        if self._live is None:
            self._live = Live(console=err(), get_renderable=self._drawn, refresh_per_second=2, transient=True)
            self._live.start()
        self._live.refresh()

    def _drawn(self) -> Group:
        return drawn(self._sight, height=err().height) if self._sight else Group()

    def stop(self) -> None:
        """Take the view away."""
        if self._live is not None:
            self._live.stop()
            self._live = None


def drawn(sight: Sight, height: int) -> Group:
    """The whole view, at most `height` lines."""
    view = sight.view
    head = Text(view.title or view.film_id, style="bold", overflow="ellipsis", no_wrap=True)
    parts: list[Text | Table] = [head, _stage_line(view), _money_line(view)]
    if view.waiting:
        parts.append(Text(view.waiting, style="yellow"))
    parts += [
        Text(note, style="yellow", overflow="ellipsis", no_wrap=True) for note in view.notes[-_MOST_NOTES:]
    ]
    asked = [asked_line(attempt) for attempt in sight.attempts if attempt.since]
    asked += [vendor_line(attempt) for attempt in sight.attempts if attempt.at_vendor]
    asked += [card_line(attempt) for attempt in sight.attempts if attempt.on_card]
    parts += [Text(line, overflow="ellipsis", no_wrap=True) for line in asked[:_MOST_ASKED]]
    if len(asked) > _MOST_ASKED:
        parts.append(Text(f"and {len(asked) - _MOST_ASKED} more"))
    failures = [_attempt_line(attempt) for attempt in sight.attempts if attempt.failure]
    parts += [Text(line, style="yellow", overflow="ellipsis", no_wrap=True) for line in failures[:3]]
    if view.reels:
        room = max(3, height - len(parts) - 5)
        parts += [Text(""), _reels(view, room)]
        if len(view.reels) > room:
            over = sum(reel.ended for reel in view.reels)
            parts.append(Text(f"{len(view.reels)} reels, {over} of them done", style="dim"))
    elif view.shots:
        room = max(3, height - len(parts) - 5)
        parts += [Text(""), _shots(view, sight.attempts, room)]
        if len(view.shots) > room:
            done = sum(shot.status == "done" for shot in view.shots)
            parts.append(Text(f"{len(view.shots)} shots, {done} of them done", style="dim"))
    # An empty last line: the `^C` that a terminal echoes must not break a full one.
    return Group(*parts, Text(""))


def _stage_line(view: FilmView) -> Text:
    line = Text(overflow="ellipsis", no_wrap=True)
    at = WORKING.index(view.stage) if view.stage in WORKING else len(WORKING)
    for number, stage in enumerate(WORKING):
        if number:
            line.append(" · ", style="dim")
        line.append(stage, style="green" if number < at else "bold cyan" if number == at else "dim")
    return line


def _money_line(view: FilmView) -> Text:
    spent = f"{dollars(view.spent)} spent"
    if view.budget is not None:
        mode = "" if view.budget_mode == "cap" else f" ({view.budget_mode})"
        spent += f" of {dollars(view.budget)}{mode}"
    if view.reserved:
        spent += f", {dollars(view.reserved)} reserved"
    parts = [_elapsed(view), spent, "paused" if view.paused else ""]
    return Text(" · ".join(part for part in parts if part), style="dim")


def _elapsed(view: FilmView) -> str:
    if not view.stages:
        return ""
    began = datetime.fromisoformat(view.stages[0].began)
    return duration(max(0.0, time.time() - began.replace(tzinfo=began.tzinfo or UTC).timestamp()))


def _shots(view: FilmView, attempts: Sequence[Attempt], room: int) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    for shot in _worth_seeing(view.shots, room):
        tries = max((each.attempt for each in attempts if each.shot_id == shot.shot.shot_id), default=1)
        state = shot.status + (f", attempt {tries}" if tries > 1 else "")
        if shot.take > 1:
            state += f", take {shot.take}"
        grid.add_row(
            Text(str(shot.shot.shot_number)),
            Text(state, style=shot_style(shot.status)),
            Text(shortened(shot.missing or shot.shot.seen, 200)),
            Text(dollars(shot.cost), style="dim"),
        )
    return grid


def _reels(view: FilmView, room: int) -> Table:
    """All reels, or where the work is: from a little before the first that has not ended."""
    first = next((place for place, reel in enumerate(view.reels) if not reel.ended), 0)
    start = max(0, min(first - 1, len(view.reels) - room))
    return reels_table(view, view.reels[start : start + room])


def _worth_seeing(shots: Sequence[ShotView], room: int) -> Sequence[ShotView]:
    """All shots, or where the work is: from a little before the first that is not done."""
    if len(shots) <= room:
        return shots
    busy = [i for i, shot in enumerate(shots) if shot.status in ("drawing", "rendering", "unknown")]
    waiting = [i for i, shot in enumerate(shots) if shot.status in ("planned", "drawn")]
    first = min(busy or waiting or [0])
    start = max(0, min(first - 1, len(shots) - room))
    return shots[start : start + room]


def _headline(view: FilmView) -> str:
    """The stage and how far it is, in one line."""
    if view.ended:
        return view.verdict
    words = _STAGE_WORDS.get(view.stage, view.stage)
    if view.reels:
        return _headline_of_reels(view, words)
    total = len(view.shots)
    if view.stage == "keyframes" and total:
        drawn_by_now = sum(bool(shot.keyframe or shot.missing) for shot in view.shots)
        return f"{words}: {drawn_by_now} of {total}"
    if view.stage == "shots":
        done = sum(shot.status in ("done", "missing") for shot in view.shots)
        return f"{words}: {done} of {total} shots done"
    if view.stage == "approval" and any(shot.status == "drawing" for shot in view.shots):
        return view.waiting
    return words + (" (paused)" if view.paused else "")


def _headline_of_reels(view: FilmView, words: str) -> str:
    total = sum(reel.count for reel in view.reels)
    over = sum(reel.ended for reel in view.reels)
    if view.stage == "keyframes":
        drawn_by_now = sum(bool(shot.keyframe or shot.missing) for shot in view.shots)
        return f"{words}: {drawn_by_now} of {total}"
    if view.stage == "approval":
        waits = [str(reel.number) for reel in view.reels if reel.waits]
        return f"{words}: reel{'s' if len(waits) > 1 else ''} {', '.join(waits[:8])}{' …' if len(waits) > 8 else ''}"
    if view.stage == "shots":
        done = sum(shot.status in ("done", "missing") for shot in view.shots)
        return f"{words}: {done} of {total} shots done, {over} of {len(view.reels)} reels"
    return words + (" (paused)" if view.paused else "")


def asked_line(attempt: Attempt) -> str:
    """Which model is being asked for what, since when, and how long that is."""
    began = attempt.since or datetime.now(UTC)
    waited = max(0.0, (datetime.now(UTC) - began).total_seconds())
    return f"{_begun(attempt)}, for {duration(waited)}"


def _begun(attempt: Attempt) -> str:
    began = (attempt.since or datetime.now(UTC)).astimezone()
    return f"Asking: {attempt.what}, since {began:%H:%M:%S}"


def _attempt_line(attempt: Attempt) -> str:
    what = f"{attempt.shot_id} {attempt.what}".strip()
    why = f": {shortened(_reason(attempt.failure), 160)}" if attempt.failure else ""
    return f"{what}, attempt {attempt.attempt}{why}"


def _reason(failure: str) -> str:
    """Why an attempt failed, in words: what Temporal and the operating system say is put plainly."""
    if failure.lower().endswith("heartbeat timeout"):
        return "its worker died."
    if failure.lower().endswith(("starttoclose timeout", "scheduletoclose timeout")):
        return "it took too long."
    if told := re.match(r"\[Errno \d+\] ([^:]+)", failure):
        return f"{told[1].rstrip('. ')}."
    return failure
