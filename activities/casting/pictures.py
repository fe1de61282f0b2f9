"""The pictures of a brief's subjects, seen to before anybody is cast: a film that cannot use one spends nothing."""

from infra.media.intake.reference_pictures import check_reference
from infra.storage import Store
from models.brief import Brief
from models.errors import BadInput, CorruptAsset, MediaError


def check_given_pictures(brief: Brief, store: Store) -> None:
    """See that the pictures that a brief names of its subjects are stored, and are still pictures.

    Raises:
        BadInput: one is not, however the film was started.
        StorageError: the store does not answer.

    """
    for subject in brief.subjects:
        for picture in subject.references:
            try:
                check_reference(store.open_file(picture), picture.size)
            except CorruptAsset as error:
                raise BadInput(
                    f"The picture of {subject.name} is not in the store, or has changed there: start the film again with "
                    "--reference."
                ) from error
            except MediaError as error:
                raise BadInput(f"The picture of {subject.name} cannot be used: {error}") from error
