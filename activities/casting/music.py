"""The music file of a brief, seen to before anybody is cast: a film that cannot play it spends nothing."""

from infra.media.intake.music import check_music
from infra.storage import Store
from models.brief import Brief
from models.errors import BadInput, CorruptAsset, MediaError


def check_given_music(brief: Brief, store: Store) -> None:
    """See that the music file that a brief names, if any, is stored and can be played.

    Raises:
        BadInput: it is not, however the film was started.
        StorageError: the store does not answer.

    """
    if brief.music is None:
        return
    try:
        check_music(store.open_file(brief.music))
    except CorruptAsset as error:
        raise BadInput(
            "The film's music is not in the store, or has changed there: start the film again with --music."
        ) from error
    except MediaError as error:
        raise BadInput(f"The film's music cannot be played: {error}") from error
