"""A Piper model, loaded: it speaks a text into samples, with the times of its words."""

import json
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from models.errors import InvalidRequest, MissingExtra
from providers.base import Progress
from providers.installation import install_of
from providers.offline.voice.catalogue import PiperVoiceOf
from providers.offline.voice.pitch import voiced_as
from providers.offline.voice.reading.pieces import Breath, spoken
from providers.offline.voice.voice_files import VoiceFile
from providers.offline.voice.word_times import Timed, phonemes, with_durations, word_times

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOT_INSTALLED = f"The offline voice is not installed, so nothing is spoken: run {install_of('voice')}."

_PACE = 1.22
"""Longer than the voice's own pace, which without its noise is hurried: narration takes its time."""
_PAUSE_S = 0.22
"""Silence added between two sentences."""
_GAIN, _PEAK = 1.3, 0.95
"""One gain for every line keeps them equally loud; only a line that would clip gets less."""
_QUIET = 0.005
"""Samples below this are silence at the ends of a line; its peaks lie near 0.7."""
_HEAD_S, _TAIL_S, _FADE_S = 0.02, 0.08, 0.01
"""What is left of the silence before and after, and the fade over each end."""
_KEPT = 3
"""Models that a process holds at once; each takes about 150 MB."""


class Spoken(NamedTuple):
    """A spoken line: samples at `rate` a second, and the words in them, in samples."""

    samples: "NDArray[np.float32]"
    rate: int
    words: list[Timed]


class Engine:
    """The model of a voice file."""

    def __init__(self, file: VoiceFile) -> None:
        try:
            import onnxruntime
            import piper
            from piper.config import PiperConfig
        except ImportError as error:
            raise MissingExtra(NOT_INSTALLED) from error
        self._piper = piper
        try:
            config = PiperConfig.from_dict(json.loads(file.config.read_text(encoding="utf-8")))
            model = file.model.read_bytes()
            try:
                session = _session(onnxruntime, with_durations(model))
            except Exception:  # noqa: BLE001 - a model that names its lengths otherwise, or gives them already
                session = _session(onnxruntime, model)
        except Exception as error:  # onnxruntime's own errors share no class
            raise InvalidRequest(
                f"The voice file {file.model} cannot be loaded ({type(error).__name__}): download it again."
            ) from error
        self._engine = _in_breaths(piper.PiperVoice(config=config, session=session))

    def say(self, breaths: Sequence[Breath], voice: PiperVoiceOf, progress: Progress) -> Spoken:
        """The sentences of a line in a voice of this file, and when the words are heard that they were written as.

        Raises:
            InvalidRequest: the voice finds nothing to speak in them.

        """
        import numpy as np

        rate = int(self._engine.config.sample_rate)
        manner = self._piper.SynthesisConfig(
            speaker_id=voice.speaker,
            length_scale=_PACE * voice.variant.formant,
            noise_scale=0.0,
            noise_w_scale=0.0,
            normalize_audio=False,
        )
        pause = np.zeros(int(_PAUSE_S * rate), np.float32)
        pieces: list[NDArray[np.float32]] = []
        said: list[Timed] = []
        # espeak keeps global state, and one line a process is as fast as one core allows.
        with _speaking:
            for done, breath in enumerate(breaths):
                for sound in self._engine.synthesize(spoken(breath), manner, include_alignments=True):
                    pieces += [pause] if pieces else []
                    start, faster = sum(map(len, pieces)), voice.variant.formant
                    heard = [
                        Timed(part.text, start + part.start / faster, start + part.end / faster)
                        for part in phonemes(sound, 0)
                    ]
                    said += word_times(breath, heard, self._phonemes)
                    recorded = np.asarray(sound.audio_float_array, np.float32)
                    pieces.append(voiced_as(recorded, rate, voice.variant))
                progress(0.95 * (done + 1) / len(breaths))
        if not pieces:
            shown = " ".join(map(spoken, breaths))[:40]
            raise InvalidRequest(
                f"The voice {voice.voice.name} found nothing to speak in {shown!r}: reword the line."
            )
        samples, cut = _trimmed(np.concatenate(pieces), rate)
        length = len(samples)
        timed = [Timed(w.text, max(0, w.start - cut), min(w.end - cut, length)) for w in said]
        return Spoken(samples, rate, [word for word in timed if word.start < word.end])

    def _phonemes(self, word: str) -> str:
        return "".join(c for sentence in self._engine.phonemize(word) for c in sentence)


def engine_of(file: VoiceFile) -> Engine:
    """The engine of a voice file, loaded at its first line and shared by all threads; another one when the file changed.

    Raises:
        InvalidRequest: the file cannot be loaded.
        MissingExtra: the voice's packages are not installed.

    """
    key = (file.model, file.model.stat().st_mtime_ns, file.model.stat().st_size)
    with _loading:
        engine = _loaded.pop(key, None) or Engine(file)
        _loaded[key] = engine  # the last of those that are kept
        while len(_loaded) > _KEPT:
            del _loaded[next(iter(_loaded))]
        return engine


def _in_breaths(voice: Any) -> Any:  # noqa: ANN401 - piper's own class
    """The voice, speaking whatever it is given as one sentence."""
    voice.phonemize = partial(_unbroken, voice.phonemize)
    return voice


def _unbroken(phonemize: Callable[[str], list[list[str]]], text: str) -> list[list[str]]:
    """The phonemes of a sentence as one: the engine would end one at every mark that may end one, with a pause.

    A question or a call within it stays a short rest; a stop there is an abbreviation's.
    """
    parts = [part for part in phonemize(text) if part]
    joined: list[str] = []
    for part in parts[:-1]:
        joined += [*(part[:-1] if part[-1] == "." else part), " "]
    return [joined + parts[-1]] if parts else []


def _session(onnxruntime: Any, model: bytes) -> Any:  # noqa: ANN401 - onnxruntime has no types
    options = onnxruntime.SessionOptions()
    # A worker has a slot a core, and one thread adds up in the same order every time.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what cannot be loaded is an error, which is said
    return onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])


def _trimmed(samples: "NDArray[np.float32]", rate: int) -> "tuple[NDArray[np.float32], int]":
    """The line at its final level, from just before its first sound to just after its last; and what was cut before."""
    import numpy as np

    samples = samples * min(_GAIN, _PEAK / max(float(np.abs(samples).max()), 1e-6))
    loud = np.flatnonzero(np.abs(samples) > _QUIET)
    first = 0
    if len(loud):
        first = max(0, int(loud[0]) - int(_HEAD_S * rate))
        samples = samples[first : int(loud[-1]) + int(_TAIL_S * rate)]
    ramp = np.linspace(0.0, 1.0, min(int(_FADE_S * rate), len(samples)), dtype=np.float32)
    samples[: len(ramp)] *= ramp
    samples[len(samples) - len(ramp) :] *= ramp[::-1]
    return samples, first


_loading = threading.Lock()
_speaking = threading.Lock()
_loaded: dict[tuple[Path, int, int], Engine] = {}
