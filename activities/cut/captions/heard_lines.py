"""The lines of a cut as their voices have them, read from where they are kept; what is not there is measured now."""

from collections.abc import Callable

from pydantic import ValidationError

from activities.cut.captions.captions import captioned
from activities.cut.captions.spoken_words import VoicedLine, measured
from infra.storage import Store
from library.assets import Library
from library.work import Work
from models.cut.cutlist import CutList, CutShot
from models.cut.words import SpokenLine
from models.errors import CorruptAsset
from models.orders.assets import Blob


def heard_lines(
    cut: CutList, library: Library, work_on: Callable[[str], Work], waiting: Callable[[], None]
) -> dict[str, SpokenLine]:
    """What is heard in each shot that has a voice, by shot; nothing for a film without captions.

    A shot may refer to no words, or to words of another text: it was made before they were kept, its voice
    could not be listened to then, or it is being revised. `work_on` gives the work on a shot by its id.

    Raises:
        MediaError: a voice that has to be measured cannot be read as sound.
        StorageError: such a voice is gone, or the store does not answer.

    """
    if cut.delivery.captions == "off":
        return {}
    found: dict[str, SpokenLine] = {}
    for shot in cut.shots:
        if shot.voice is None or not captioned(shot.subtitle):
            continue
        line = _kept(shot, library.store)
        if line is None:
            waiting()
            voiced = VoicedLine(shot.voice, shot.subtitle, cut.language)
            line = _read(measured(voiced, library, work_on(shot.shot_id), waiting), library.store)
        found[shot.shot_id] = line
    return found


def _kept(shot: CutShot, store: Store) -> SpokenLine | None:
    """The line that a shot refers to; None when it is gone, or is not what the shot says."""
    if shot.words is None:
        return None
    try:
        line = _read(shot.words, store)
    except (CorruptAsset, ValidationError):
        return None
    return line if list(line.text) == captioned(shot.subtitle) else None


def _read(words: Blob, store: Store) -> SpokenLine:
    return SpokenLine.model_validate_json(store.read_bytes(words))
