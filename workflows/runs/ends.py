"""How a film ends: at a stage, for a reason, and, where that ends its workflow, in an error."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from models.errors import BadInput
    from models.film.view import Stage
    from models.names import checked_film_id
    from workflows.failures import reason_of, was_cancelled


class FilmEnd(Exception):
    """The film ends here, at a stage and for a reason; with an `error` its workflow ends in that."""

    def __init__(self, stage: Stage, reason: str = "", error: BaseException | None = None) -> None:
        super().__init__(reason)
        self.stage = stage
        self.reason = reason
        self.error = error


def broken_off(error: BaseException, *, retake: bool) -> FilmEnd:
    """The end of a film, or of its retake, that a failure or a cancellation breaks off."""
    if was_cancelled(error):
        what = "The retake was cancelled. The film stays as it was." if retake else "The film was cancelled."
        return FilmEnd("cancelled", what, error)
    reason = reason_of(error)
    failure = ApplicationError(reason, type="FilmFailed", non_retryable=True)
    failure.__cause__ = error
    return FilmEnd("failed", reason, failure)


def check_id(film_id: str) -> None:
    """A workflow may be started under any id, from Temporal's UI for example: not every one names a film.

    Raises:
        ApplicationError: it names none.

    """
    try:
        checked_film_id(film_id)
    except BadInput as error:
        raise ApplicationError(str(error), type=BadInput.__name__, non_retryable=True) from error
