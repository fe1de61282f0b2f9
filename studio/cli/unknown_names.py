"""Why a worker does not know a name that the command line knows: it read `models.toml` before it was edited."""

from models.errors import UnknownName
from models.film.view import FilmView
from studio.cli.session import Session

_MEND = "(`longtake down` restarts the workers, which then read models.toml again)"


async def explained(session: Session, view: FilmView) -> FilmView:
    """The film; one that failed because its workers did not know a name says how they come to know it."""
    of_a_name = view.stage == "failed" and session.embedded and session.settings.models_file is not None
    if not of_a_name or UnknownName.__name__ not in await session.studio.failure(view.film_id):
        return view
    return view.model_copy(update={"reason": f"{view.reason.rstrip('.')} {_MEND}."})
