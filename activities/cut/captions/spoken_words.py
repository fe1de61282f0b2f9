"""When the words of voices are heard: measured once, where a voice is made or found, and kept as an asset beside it."""

import time
from collections.abc import Callable
from typing import NamedTuple

from activities.cut.captions.captions import captioned
from activities.cut.captions.speech_times import spoken
from library.assets import Library
from library.work import Work
from models.cut.words import SpokenLine, Word
from models.errors import MediaError, StorageError
from models.orders.assets import About, Asset, Blob, Recipe
from models.orders.requests import Request, SpeechRequest

REVISION = "1"
"""Changes whenever the same voice would be heard otherwise; the cut's own revision then changes too."""


class VoicedLine(NamedTuple):
    """A line, and the recording of the voice that says it. `language` is ISO 639-1."""

    voice: Blob
    text: str
    language: str

    def recipe(self) -> Recipe:
        """What determines when its words are heard: the recording, the pieces that are looked for in it, the language."""
        return Recipe(
            kind="words",
            provider="listening",
            revision=REVISION,
            parameters={"pieces": captioned(self.text), "language": self.language},
            inputs=(self.voice.sha256,),
        )


def measured(line: VoicedLine, library: Library, work: Work, waiting: Callable[[], None]) -> Blob:
    """Where the `SpokenLine` of a line in which something is said is stored: found, else measured and kept.

    While somebody else listens to the same voice, they are waited for, and `waiting` is called.

    Raises:
        MediaError: the voice cannot be read as sound.
        StorageError: the voice is gone, or the disk or the database says no.

    """
    recipe = line.recipe()

    def listen(token: str) -> Asset:
        begun = time.monotonic()
        heard = _heard(line, library)
        blob = library.store.put_bytes(heard.model_dump_json().encode(), ".json")
        asset = Asset(blob=blob, recipe_key=recipe.key(), attempt=work.attempt)
        # Whoever looks for these words finds their voice; the times are no answer.
        nameless = work._replace(about=About())
        return library.keep(recipe, asset, nameless, work_s=time.monotonic() - begun, token=token)

    return library.once(recipe, work, listen, waiting).blob


def with_words(asset: Asset, request: Request, library: Library, work: Work) -> Asset:
    """What was made for a request; a voice with its words, or as it is where they cannot be told.

    A voice may be paid for, and is never lost over its words: what is missing here the cut measures.
    """
    if not isinstance(request, SpeechRequest) or not captioned(request.text):
        return asset
    line = VoicedLine(asset.blob, request.text, request.language)
    try:
        # Another who listens is done in a moment: a stop meanwhile must not take the voice along.
        return asset.model_copy(update={"words": measured(line, library, work, lambda: None)})
    except (MediaError, StorageError):
        return asset


def _heard(line: VoicedLine, library: Library) -> SpokenLine:
    pieces = captioned(line.text)
    times = spoken(pieces, library.store.open_file(line.voice), line.language)
    return SpokenLine(words=tuple(Word(text, *span) for text, span in zip(pieces, times, strict=True)))
