"""A scenario on its way: a film that stops at its story, whose shots go into a file."""

import asyncio
import shlex
from pathlib import Path
from typing import NamedTuple

from infra.storage import FOR_PEOPLE, copy_atomically
from models.film.start import FilmRequest
from models.film.view import FilmView
from studio.cli.film_run import Order
from studio.cli.flags.film_flags import called
from studio.cli.partial_run import made_until, say_failed
from studio.cli.printing.console import dollars, duration, print_facts, print_json_text, program, say, tell
from studio.service.facts.film.made import scenario_facts
from studio.service.film.remarks import sameness, troubles, writers
from studio.service.requests.files import GivenFile
from studio.service.session import Session

SHOTS = "shots.json"
"""The shot list's name among a film's documents."""


class Scenario(NamedTuple):
    """Shots to be written: the film that writes them, and the file they go to (None: stdout), and those that its brief names."""

    request: FilmRequest
    film_id: str
    output: Path | None
    files: tuple[GivenFile, ...] = ()


def write(wanted: Scenario, *, json: bool) -> int:
    """Have the shots written, keep them, and say by whom and for how much; gives the exit code.

    Raises:
        LongtakeError: the film could not be started or watched, or the file could not be written.

    """

    async def finish(session: Session, view: FilmView) -> int:
        if SHOTS not in view.documents:
            return say_failed(session, view, "No shots were written", json=json)
        await asyncio.to_thread(_keep, session, view, wanted.output)
        if json:
            own: dict[str, dict[str, object]] = {
                "status": {"exit_code": 0},
                "title": {"file": str(wanted.output.absolute()) if wanted.output else None},
                "spent_usd": {"next": _next(view, wanted)},
            }
            print_facts(scenario_facts(view, session.film_url(wanted.film_id)), **own)
        else:
            _say_result(view, wanted)
        return 0

    order = Order(wanted.request, wanted.film_id, "wait", (wanted.output or Path(SHOTS)).parent, wanted.files)
    where = f"writes {wanted.output}" if wanted.output else "prints the shots"
    return made_until(
        order, "story", finish, f"{where}; a model's answer that came by then is not paid again."
    )


def _keep(session: Session, view: FilmView, output: Path | None) -> None:
    shots = session.studio.store.open_file(view.documents[SHOTS])
    if output is None:
        print_json_text(shots.read_text(encoding="utf-8"))
    else:
        copy_atomically(shots, output, FOR_PEOPLE)


def _say_result(view: FilmView, wanted: Scenario) -> None:
    """How many shots, by whom, for how much, and what to do with them."""
    count, seconds = len(view.shots), sum(shot.shot.duration for shot in view.shots)
    calls = [call for record in view.writing for call in record.calls]
    kept = ", from answers that were kept" if calls and all(call.cached for call in calls) else ""
    shots = f"{count} shot{'' if count == 1 else 's'}, {duration(seconds)} together"
    say(f"{shots}, written by {writers(view)} for {dollars(view.spent)}{kept}.")
    if count != wanted.request.brief.shot_count:
        say(f"{wanted.request.brief.shot_count} were asked for.", "yellow")
    for line in (*troubles(view), *filter(None, [sameness(view)])):
        say(line, "yellow")
    for note in view.notes:
        say(f"Note: {note}")
    if wanted.output is not None:
        tell(str(wanted.output))
        say(f"Next: {_next(view, wanted)}")


def _next(view: FilmView, wanted: Scenario) -> str:
    """The command that films the shots as they were meant: what is not in the list itself goes with it."""
    brief = wanted.request.brief
    words = ["make", called("shots"), str(wanted.output or SHOTS)]
    words += [called("title"), view.title] if view.title else []
    words += [called("aspect"), brief.aspect] if brief.aspect != "16:9" else []
    words += [called("profile"), brief.profile] if brief.profile != "local" else []
    return f"{program()} {shlex.join(words)}"
