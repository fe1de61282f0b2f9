"""When Piper says each word: by the lengths that its model gives every phoneme."""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, NamedTuple

from providers.offline.voice.reading.pieces import Piece

_DURATIONS = b"/Ceil_output_0"
"""The tensor of the voice's model that holds them; not one of its outputs as the model is published."""


class Timed(NamedTuple):
    """A word or a phoneme, from `start` to `end` in samples."""

    text: str
    start: float
    end: float


def with_durations(model: bytes) -> bytes:
    """The ONNX model with its phonemes' lengths as a second output; the sound stays the same.

    Protobuf merges what follows a message into it, so that one more output is appended, not parsed in.
    """
    output = _DURATIONS
    for field in (1, 12, 7):  # ValueInfoProto.name, GraphProto.output, ModelProto.graph
        output = bytes([field << 3 | 2, len(output)]) + output
    return model + output


def phonemes(sentence: Any, start: int) -> Iterator[Timed]:  # noqa: ANN401 - piper has no types
    """The sounding phonemes of an AudioChunk that begins at sample `start`; none without their lengths."""
    at = start
    for part in sentence.phoneme_alignments or ():
        end = at + int(part.num_samples)
        if part.phoneme.isalpha():
            yield Timed(part.phoneme, at, end)
        at = end


def word_times(
    pieces: Sequence[Piece], said: Sequence[Timed], phonemes_of: Callable[[str], str]
) -> list[Timed]:
    """The written words of a sentence that `said` was spoken from: each as long as what is said for it.

    A sentence's phonemes do not tell where its words are (some are run together), so each piece's own
    are found again among them; one that sounds quite different within its sentence is left out.
    """
    own = [(c, i) for i, piece in enumerate(pieces) for c in phonemes_of(piece.spoken) if c.isalpha()]
    matcher = SequenceMatcher(None, [c for c, _ in own], [part.text for part in said], autojunk=False)
    heard = [
        (own[block.a + at][1], said[block.b + at])
        for block in matcher.get_matching_blocks()
        for at in range(block.size)
    ]
    found = []
    for i, group in groupby(heard, key=lambda pair: pair[0]):
        parts = [part for _, part in group]
        if pieces[i].written:
            found.append(Timed(pieces[i].written, parts[0].start, parts[-1].end))
    return found
