"""The sound files of a brief, seen to before anybody is cast: a film that cannot play them spends nothing."""

from infra.media.intake.music import check_music
from infra.storage import Store
from models.brief import Brief
from models.errors import BadInput, CorruptAsset, MediaError
from models.orders.assets import Blob


def check_given_music(brief: Brief, store: Store) -> None:
    """See that the music and the effects that a brief names, if any, are stored and can be played.

    Raises:
        BadInput: it is not, however the film was started.
        StorageError: the store does not answer.

    """
    given = {
        "music": [brief.music] if brief.music else [],
        "effects": [one.file for one in brief.effects.files],
    }
    for what, files in given.items():
        for file in files:
            _check(what, file, store)


def _check(what: str, file: Blob, store: Store) -> None:
    try:
        check_music(store.open_file(file))
    except CorruptAsset as error:
        raise BadInput(
            f"The film's {what} is not in the store, or has changed there: start the film again with --{what}."
        ) from error
    except MediaError as error:
        raise BadInput(f"The film's {what} cannot be played: {error}") from error
