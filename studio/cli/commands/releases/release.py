"""`longtake release`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from models.errors import BadInput
from studio.cli.commands.arguments import Detach, FilmId, Json
from studio.cli.flags.command_flags import (
    ANOTHER,
    AT,
    EDIT,
    INCOMPLETE,
    PRIVATE,
    PUBLIC,
    RELEASE_DESCRIPTION,
    RELEASE_TITLE,
    TAG,
    TO,
    UNLISTED,
)

if TYPE_CHECKING:
    from models.releases.release import Privacy
    from models.releases.target import Target


def release(
    film_id: FilmId,
    *,
    to: Annotated[str | None, TO.option()] = None,
    private: Annotated[bool, PRIVATE.option()] = False,
    unlisted: Annotated[bool, UNLISTED.option()] = False,
    public: Annotated[bool, PUBLIC.option()] = False,
    at: Annotated[str | None, AT.option()] = None,
    title: Annotated[str | None, RELEASE_TITLE.option()] = None,
    description: Annotated[str | None, RELEASE_DESCRIPTION.option()] = None,
    tag: Annotated[list[str] | None, TAG.option()] = None,
    edit: Annotated[bool, EDIT.option()] = False,
    another: Annotated[bool, ANOTHER.option()] = False,
    incomplete: Annotated[bool, INCOMPLETE.option()] = False,
    detach: Detach = False,
    json: Json = False,
) -> int:
    """Bring a finished film to YouTube, into a bucket, or into a folder; it happens once.

    Left with Ctrl-C, the release goes on. The same again finds what is there.
    """
    from models.names import checked_film_id
    from studio.cli.release_run import listed, released

    film = checked_film_id(film_id)
    if to is None:
        return listed(film, json=json)
    from studio.service.film.release import Wanted, moment_of

    target = _target(to)
    privacy = _privacy(private=private, unlisted=unlisted, public=public)
    said = {
        flag: value
        for flag, value in ((AT, at), (UNLISTED, unlisted), (PUBLIC, public), (ANOTHER, another))
        if value
    }
    if said and target.kind != "youtube":
        raise BadInput(f"{next(iter(said))} is for YouTube: {target.shown} has nothing of the kind.")
    if at is not None and privacy != "private":
        raise BadInput(
            f"{AT} makes a private video public later: leave {UNLISTED if unlisted else PUBLIC} out."
        )
    wanted = Wanted(
        film_id=film,
        target=target,
        another=another,
        incomplete=incomplete,
        privacy=privacy,
        publish_at=moment_of(at, str(AT)) if at is not None else "",
        title=title,
        description=description,
        tags=tuple(tag) if tag else None,
    )
    return released(wanted, edit=edit, detach=detach, json=json)


def _target(to: str) -> "Target":
    from models.releases.target import YOUTUBE, read_target

    if not to.strip():
        raise BadInput(f"{TO} is empty: give it youtube, s3://bucket/folder, or a folder.")
    if to == YOUTUBE or "://" in to:
        return read_target(to, str(TO))
    try:
        return read_target(str(Path(to).expanduser().absolute()), str(TO))
    except RuntimeError:
        raise BadInput(f"{TO} is {to!r}, and this machine knows no such user: name another folder.") from None


def _privacy(*, private: bool, unlisted: bool, public: bool) -> "Privacy":
    if private + unlisted + public > 1:
        raise BadInput(f"Of {PRIVATE}, {UNLISTED} and {PUBLIC} one can be given.")
    return "public" if public else "unlisted" if unlisted else "private"
