"""`longtake share`."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import BadInput
from studio.cli.commands.arguments import By, Json
from studio.cli.flags.command_flags import DAYS, LIST_LINKS, REVOKE, SHARED_WITH
from studio.cli.keyboard import who
from studio.cli.printing.console import out, print_facts, say, table, tell

if TYPE_CHECKING:
    from models.review import ReviewLink


def share(
    film_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="The film's id, as `longtake list` shows it.")
    ] = None,
    *,
    days: Annotated[str | None, DAYS.option()] = None,
    name: Annotated[str | None, SHARED_WITH.option()] = None,
    listed: Annotated[bool, LIST_LINKS.option()] = False,
    revoke: Annotated[str | None, REVOKE.option()] = None,
    by: By = None,
    json: Json = False,
) -> int:
    """Make a link by which somebody sees a film and comments on it, and nothing else, until it expires.

    It works where `longtake studio` serves the film, and is shown this once.
    """
    from models.names import checked_film_id

    film = "" if film_id is None else checked_film_id(film_id)
    if listed or revoke is not None:
        if days is not None or name is not None or (listed and revoke is not None):
            raise BadInput(
                f"{LIST_LINKS if listed else REVOKE} stands alone: nothing else is asked for with it."
            )
        return _list(film, json=json) if listed else _revoke(film, str(revoke), by, json=json)
    if not film:
        raise BadInput(f"A link is to a film: give it an ID, or {LIST_LINKS}.")
    if days is not None and not (days.isdecimal() and len(days) < 6):
        raise BadInput(f"{DAYS} must be a number of days, not {days!r:.60}.")
    return _share(film, days, name, by, json=json)


def _share(film: str, days: str | None, name: str | None, by: str | None, *, json: bool) -> int:
    from studio.cli.session import in_session
    from studio.service.facts.film.comments import MadeLinkFacts, link_facts
    from studio.service.review.links import USUAL_DAYS, share

    good = USUAL_DAYS if days is None else int(days)
    made = in_session(
        lambda session: share(session, film, who() if by is None else by, days=good, name=name or "")
    )
    link = made.link
    if json:
        print_facts(MadeLinkFacts(**dict(link_facts(link)), secret=made.secret, url=made.path))
    else:
        tell(made.path)
        say(
            f"Below the address of your `longtake studio`, this shows {film} to {link.name} until {link.expires_at[:16]} UTC. It is "
            f"shown this once; `longtake share --revoke {link.id}` ends it."
        )
    return 0


def _list(film: str, *, json: bool) -> int:
    from infra.settings import load_settings
    from studio.service.facts.film.comments import LinkList, link_facts
    from studio.service.review.links import shared

    found = shared(load_settings(), film)
    if json:
        print_facts(LinkList(links=tuple(map(link_facts, found))))
    elif found:
        rows = [[str(one.id), one.film_id, one.name, one.made_by, one.expires_at[:16].replace("T", " "), _state(one)]
                for one in found]  # fmt: skip
        out().print(table(("", "film", "for", "by", "until (UTC)", "is"), rows, wraps=(1, 2, 3)))
    else:
        say("There are no links: `longtake share ID` makes one.")
    return 0


def _revoke(film: str, number: str, by: str | None, *, json: bool) -> int:
    from infra.settings import load_settings
    from studio.service.facts.film.comments import link_facts
    from studio.service.review.links import revoke

    if not number.isdecimal() or len(number) > 15:
        raise BadInput(f"{REVOKE} must be a link's number, not {number!r:.60}.")
    ended = revoke(load_settings(), int(number), who() if by is None else by, film)
    if json:
        print_facts(link_facts(ended))
    else:
        tell(f"Revoked: link {ended.id} to {ended.film_id} opens nothing any more.")
    return 0


def _state(link: "ReviewLink") -> str:
    if link.revoked_at:
        return f"revoked by {link.revoked_by}"
    return "good" if link.good_at(datetime.now(UTC)) else "expired"
