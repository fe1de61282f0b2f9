"""The lines of a cut as their voices have them, read from where they are kept; what is not there is measured now."""

from collections.abc import Callable

from pydantic import ValidationError

from activities.cut.captions.captions import captioned
from activities.cut.captions.spoken_words import VoicedLine, measured
from infra.storage import Store
from library.assets import Library
from library.work import Work
from models.cut.cutline import CutLine
from models.cut.cutlist import CutList, lines_by_name
from models.cut.words import SpokenLine
from models.errors import CorruptAsset
from models.orders.assets import Blob


def heard_lines(
    cut: CutList, library: Library, work_on: Callable[[str], Work], waiting: Callable[[], None]
) -> dict[str, SpokenLine]:
    """What each voice of the film says, by its name in the timeline; nothing for a film without captions.

    A line may refer to no words, or to words of another text: it was made before they were kept, its voice
    could not be listened to then, or it is being revised. `work_on` gives the work on a shot by its id.

    Raises:
        MediaError: a voice that has to be measured cannot be read as sound.
        StorageError: such a voice is gone, or the store does not answer.

    """
    if cut.delivery.captions == "off":
        return {}
    found: dict[str, SpokenLine] = {}
    for shot in cut.shots:
        for name, line in lines_by_name(shot).items():
            if line.voice is None or not captioned(line.text):
                continue
            spoken = _kept(line, library.store)
            if spoken is None:
                waiting()
                voiced = VoicedLine(line.voice, line.text, cut.language)
                spoken = _read(measured(voiced, library, work_on(shot.shot_id), waiting), library.store)
            found[name] = spoken
    return found


def _kept(line: CutLine, store: Store) -> SpokenLine | None:
    """The words that a line refers to; None when they are gone, or are not what it says."""
    if line.words is None:
        return None
    try:
        spoken = _read(line.words, store)
    except (CorruptAsset, ValidationError):
        return None
    return spoken if list(spoken.text) == captioned(line.text) else None


def _read(words: Blob, store: Store) -> SpokenLine:
    return SpokenLine.model_validate_json(store.read_bytes(words))
