"""A film released from the command line: begun, followed, and where it is in the end."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from infra.storage import check_folder
from models.errors import BadInput
from models.releases.release import Released, ReleaseRequest
from models.releases.target import YOUTUBE
from studio.cli.editor import edited
from studio.cli.flags.command_flags import ANOTHER, INCOMPLETE
from studio.cli.interruption import INTERRUPTED
from studio.cli.printing.console import out, print_facts, print_json, say, table, tell
from studio.cli.session import in_session
from studio.service.facts.film.releases import film_releases, released_facts
from studio.service.film.release import (
    Called,
    Wanted,
    begun,
    check_releasable,
    followed,
    login_of,
    releases_of,
    request_for,
    words_for,
)
from studio.service.session import Session

if TYPE_CHECKING:
    from activities.releases.records import ReleaseRecord
    from studio.client.releases.execution import ReleaseLook

_CALLED = Called(another=str(ANOTHER), incomplete=str(INCOMPLETE))
_STEP = 10
"""Per cent between two lines."""


class Lines:
    """A line whenever something worth reading changed."""

    def __init__(self) -> None:
        self._told: tuple[str, int, str] | None = None

    def show(self, look: "ReleaseLook") -> None:
        """Tell how far it is, in tens of per cent, and why it waits."""
        sent = look.sent
        percent = 100 * sent.sent // sent.of // _STEP * _STEP if sent and sent.of else 0
        now = (sent.doing if sent else "", percent, look.failure)
        if now == self._told:
            return
        if look.failure and (self._told is None or self._told[2] != look.failure):
            say(f"{look.failure} It is tried again by itself.", "yellow")
        elif sent and sent.doing:
            say(f"{sent.doing}: {percent} % of {sent.of / 1e6:,.1f} MB", "dim")
        self._told = now


def listed(film_id: str, *, json: bool) -> int:
    """Tell where a film went; gives the exit code.

    Raises:
        LongtakeError: there is no such film, or nobody can tell.

    """

    async def work(session: Session) -> int:
        await session.studio.view(film_id)
        found = await asyncio.to_thread(releases_of, session, film_id)
        if json:
            print_facts(film_releases(film_id, found))
        elif found:
            rows = [[_where(record), record.state, record.at[:16].replace("T", " ")] for record in found]
            out().print(table(("release", "state", "at (UTC)"), rows, wraps=()))
            for record in found:
                if record.state == "failed":
                    for why in record.notes:
                        tell(f"{_where(record)}: {why}", "yellow")
        else:
            say(f"The film {film_id} was not released yet.")
        return 0

    return in_session(work)


def released(wanted: Wanted, *, edit: bool, detach: bool, json: bool) -> int:
    """Release a film, and stay until it is there unless told otherwise; gives the exit code.

    Raises:
        LongtakeError: it cannot be released, or its place said no.

    """
    on_its_way = False

    async def work(session: Session) -> int:
        nonlocal on_its_way
        request = await _request(session, wanted, edit=edit)
        running = await begun(session, request)
        on_its_way = True
        if running:
            say("It is on its way already, under the words that it was begun with.")
        if detach:
            _say_detached(request, json=json)
            return 0
        _print(await followed(session, request, Lines().show), json=json)
        return 0

    try:
        return in_session(work)
    except KeyboardInterrupt:
        if not on_its_way:
            raise KeyboardInterrupt from None
        say(
            f"The release goes on without this command: `longtake release {wanted.film_id}` tells where it is."
        )
        return INTERRUPTED


async def _request(session: Session, wanted: Wanted, *, edit: bool) -> ReleaseRequest:
    view = await session.studio.view(wanted.film_id)
    check_releasable(view, incomplete=wanted.incomplete, called=_CALLED)
    if wanted.target.kind == YOUTUBE and session.embedded:
        login_of(session.settings.home)
    if wanted.target.kind == "folder":
        _check_local(session)
        check_folder(Path(wanted.target.place))
    words = await asyncio.to_thread(words_for, view, session.studio.store, wanted)
    return await request_for(session, view, wanted, edited(words) if edit else words, _CALLED)


def _check_local(session: Session) -> None:
    from activities.releases.activity import NOT_HERE
    from infra.temporal import is_local

    if not is_local(session.studio.client):
        raise BadInput(NOT_HERE)


def _say_detached(request: ReleaseRequest, *, json: bool) -> None:
    if json:
        print_json(
            {"id": request.film_id, "target": request.target.shown, "status": "running", "exit_code": 0}
        )
    else:
        tell(request.film_id)
        say(f"`longtake release {request.film_id}` tells where it is.")


def _print(done: Released, *, json: bool) -> None:
    if json:
        print_facts(released_facts(done), notes={"exit_code": 0})
        return
    tell(done.where)
    if done.already:
        say(
            f"It was there already: {ANOTHER} uploads it once more."
            if done.target.kind == YOUTUBE
            else "It was all there."
        )
    for note in done.notes:
        say(f"Note: {note}", "yellow")


def _where(record: "ReleaseRecord") -> str:
    again = f" ({record.number})" if record.number > 1 else ""
    return (record.place or record.target) + again
