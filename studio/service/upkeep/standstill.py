"""Nobody works in a home for the length of a block: its engine is stopped and cannot begin, and no command uses it."""

from collections.abc import Iterator
from contextlib import contextmanager

from infra.owner_only import make_folder
from infra.settings import Settings
from infra.storage import storage_errors
from models.errors import WrongMoment
from workers.engine_files import alone, attached_path, lock_path


@contextmanager
def standstill(settings: Settings) -> Iterator[None]:
    """Hold the supervisor's lock and the one that attached commands share, so that none of them begins meanwhile.

    Raises:
        WrongMoment: the engine runs, or commands are attached to it.
        StorageError: the locks cannot be made.

    """
    with storage_errors(settings.home):
        make_folder(settings.state_dir)
    with alone(lock_path(settings)) as stopped:
        if not stopped:
            raise WrongMoment(
                f"The engine of {settings.home} runs, and workers with it: `longtake down` stops it, then run the same again."
            )
        with alone(attached_path(settings)) as nobody:
            if not nobody:
                raise WrongMoment(
                    f"Other commands use the home {settings.home}, as `longtake studio` or `watch` do: end them, then run the same again."
                )
            yield
