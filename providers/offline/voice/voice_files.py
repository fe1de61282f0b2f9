"""The files of Piper voices: a model and its JSON, looked through before anything is loaded."""

import json
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pydantic import BaseModel, Field, ValidationError

from models.readable import check_one_line
from providers.offline.outline.text.word_sets import word_set
from providers.offline.voice.variants import Gender

_LARGEST_JSON = 4 * 1024 * 1024
"""Bytes; that of a model with 900 speakers has 20 KiB."""
_LONGEST_NAME = 120

_WOMEN = word_set(
    "alba amy cori eva_k gosia hfc_female huayan irina jenny_dioco kathleen kerstin kristin lada lessac lisa ljspeech "
    "mc_speech meera nathalie paola ramona siwis southern_english_female"
)
_MEN = word_set(
    "alan ald bryce cadu carlfm danny darkman davefx denis dmitri edresson faber gilles hfc_male jeff joe john karlsson "
    "kusal norman northern_english_male pavoque pim rdh riccardo ronnie ruslan ryan thorsten thorsten_emotional tom"
)
_GENDERS: dict[str, Gender] = {**dict.fromkeys(_WOMEN, "f"), **dict.fromkeys(_MEN, "m")}
"""Whose voice a data set of rhasspy/piper-voices is; the JSON does not say."""
_SPEAKERS: dict[str, Gender] = {"f": "f", "female": "f", "woman": "f", "m": "m", "male": "m", "man": "m"}

_SAME = {"no": ("no", "nb", "nn"), "nb": ("nb", "no", "nn")}


class _Audio(BaseModel):
    sample_rate: int = Field(ge=4000, le=96_000)


class _Espeak(BaseModel):
    voice: str = Field(min_length=1)


class _Language(BaseModel):
    code: str = ""


class _Described(BaseModel):
    """What is needed of the JSON."""

    audio: _Audio
    espeak: _Espeak
    language: _Language = _Language()
    dataset: str = ""
    num_symbols: int
    num_speakers: int = Field(ge=0, le=10_000)
    speaker_id_map: dict[str, int] = {}
    phoneme_id_map: dict[str, Any]


class VoiceFile(NamedTuple):
    """A Piper voice on this machine. `language` is ISO 639-1, `region` ISO 3166 where it is known; `speakers` has their numbers by name, none for one voice.

    `fault` says in one sentence why it cannot be used; the rest is then not known.
    """

    name: str
    model: Path
    config: Path
    language: str = "en"
    region: str = ""
    gender: Gender = ""
    speakers: tuple[tuple[str, int], ...] = ()
    fault: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes under which its language goes."""
        return _SAME.get(self.language, (self.language,))

    def gender_of(self, speaker: str) -> Gender:
        """Whose voice a speaker's is, as far as its name tells."""
        return _SPEAKERS.get(speaker.casefold(), "")


def files_in(folder: Path | None) -> tuple[VoiceFile, ...]:
    """Every voice of a folder by name, those that cannot be used too; a folder that is not there has none."""
    if folder is None or not folder.exists():
        return ()
    if not folder.is_dir():
        fault = f"The folder of voices {folder} is no folder: let LONGTAKE_VOICES name one."
        return (VoiceFile(folder.name, folder, folder, fault=fault),)
    models = {path.name.removesuffix(".onnx"): path for path in folder.glob("*.onnx")}
    configs = {path.name.removesuffix(".onnx.json"): path for path in folder.glob("*.onnx.json")}
    return tuple(_file(name, folder) for name in sorted(models.keys() | configs.keys()))


def voice_file(name: str, model: Path, config: Path) -> VoiceFile:
    """The voice of two files, looked through; what was looked through is not read again until it changes."""
    try:
        stamps = tuple((path.stat().st_mtime_ns, path.stat().st_size) for path in (model, config))
    except OSError as error:
        return VoiceFile(
            name, model, config, fault=_unreadable(Path(error.filename or model), error.strerror)
        )
    return _looked_through(name, model, config, stamps)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file; it is not read again until it changes."""
    about = path.stat()
    return _hashed(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=2000)
def _hashed(path: Path, changed: int, size: int) -> str:  # noqa: ARG001 - what makes it another file
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _file(name: str, folder: Path) -> VoiceFile:
    model, config = folder / f"{name}.onnx", folder / f"{name}.onnx.json"
    for path, other in ((model, config), (config, model)):
        if not path.is_file():
            fault = f"The voice file {other} has no {path.name} beside it: put that into the folder too."
            return VoiceFile(name, model, config, fault=fault)
    return voice_file(name, model, config)


@lru_cache(maxsize=2000)
def _looked_through(name: str, model: Path, config: Path, stamps: object) -> VoiceFile:  # noqa: ARG001
    broken = VoiceFile(name, model, config)
    try:
        check_one_line(name)
    except ValueError:
        return broken._replace(fault=f"The voice file {model} cannot be called so: give it a plain name.")
    if len(name) > _LONGEST_NAME:
        return broken._replace(
            fault=f"The name of the voice file {model} is too long: give it a shorter one."
        )
    try:
        said = _described(config)
        whole = _is_whole(model)
    except OSError as error:
        return broken._replace(fault=_unreadable(Path(error.filename or model), error.strerror))
    if said is None:
        return broken._replace(
            fault=f"The voice file {config} is no description of a Piper voice: download it again."
        )
    if not whole:
        return broken._replace(
            fault=f"The voice file {model} is damaged, or no Piper voice: download it again."
        )
    code = said.language.code or said.espeak.voice
    return VoiceFile(
        name, model, config, _iso(code), _region(code), _GENDERS.get(said.dataset, ""), _speakers(said)
    )


def _described(config: Path) -> _Described | None:
    if config.stat().st_size > _LARGEST_JSON:
        return None
    try:
        return _Described.model_validate(json.loads(config.read_bytes()))
    except (ValueError, RecursionError, ValidationError):
        return None


def _is_whole(model: Path) -> bool:
    """Whether a file is protobuf to its end, as a model is: one cut short, a web page and a pointer to a file are not."""
    size = model.stat().st_size
    with model.open("rb") as file:
        fields = 0
        while file.tell() < size:
            tag = _varint(file)
            if tag is None or not tag >> 3 or tag & 7 not in (0, 2):
                return False
            length = _varint(file)
            if length is None:
                return False
            if tag & 7 == 2:
                file.seek(length, 1)
            fields += 1
        return fields > 0 and file.tell() == size


def _varint(file: BinaryIO) -> int | None:
    value = 0
    for shift in range(0, 64, 7):
        byte = file.read(1)
        if not byte:
            return None
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    return None


def _speakers(said: _Described) -> tuple[tuple[str, int], ...]:
    if said.num_speakers <= 1:
        return ()
    known = {number: name for name, number in said.speaker_id_map.items()}
    return tuple((known.get(number, str(number)), number) for number in range(said.num_speakers))


def _iso(code: str) -> str:
    plain = code.lower().replace("_", "-").split("-")[0]
    return {"cmn": "zh", "nb": "no"}.get(plain, plain)


def _region(code: str) -> str:
    """The country of a code as voices have them: `en_GB`, `en-gb`, `en-gb-x-rp`."""
    parts = code.replace("-", "_").split("_")[1:2]
    return parts[0].upper() if parts and len(parts[0]) == 2 else ""


def _unreadable(path: Path, why: str | None) -> str:
    return f"The voice file {path} cannot be read ({why or 'unknown'}): see to its permissions."
