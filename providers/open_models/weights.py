"""Where the weights of open models lie, whether they are whole, and which they are."""

import hashlib
import json
import struct
from functools import lru_cache
from pathlib import Path

from models.errors import BadInput
from providers.open_models.entry import OpenModel

FILES = (".safetensors",)
"""What weights are read from; a pickle can hold a program, and is never opened."""
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
_NETWORKS = ("model.diffusion_model.", "transformer.", "unet.", "double_blocks.", "single_blocks.")
"""How tensors of a network are called in single files of whole models."""
_LARGEST_HEADER = 100 * 2**20
_SAMPLES, _SAMPLE = 32, 2**14


class Weights:
    """The folder of weights: one folder a model, as `diffusers` and `transformers` save them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, model: OpenModel) -> Path:
        """Where a model's weights lie: its `source` where that is a path, else a folder of its name here, or a single file.

        Raises:
            BadInput: they are not there.

        """
        given = Path(model.source).expanduser()
        place = given if given.is_absolute() else self.folder / model.name
        if not place.exists() and not given.is_absolute() and self.single(model).exists():
            return self.single(model)
        if not place.exists():
            raise BadInput(
                f"The weights of {model.name} are not here: `longtake models pull {model.name}` fetches them."
            )
        return place

    def single(self, model: OpenModel) -> Path:
        """Where a model's weights lie that are one file."""
        return self.folder / f"{model.name}{FILES[0]}"

    def revision(self, model: OpenModel) -> str:
        """Which weights they are: a hash over the names, sizes and headers of their files and samples of them, 16 hex digits.

        Models of one class have the same headers; to read all of their gigabytes would take minutes. What is as it was when it
        was read before is not read again.

        Raises:
            BadInput: they are not there, not whole, or no safetensors.

        """
        place = self.of(model)
        files = weight_files(place)
        if not files:  # said to whoever asks what can make a film, who needs no folder of this machine
            raise BadInput(
                f"Its folder holds no weights of {model.name}: `longtake models pull {model.name}` fetches them."
            )
        return _revision(place, tuple((file, _state(file)) for file in files))


def weight_files(place: Path) -> list[Path]:
    """The files of a model's weights in a folder, or the single one that they are, in order; none where there are none.

    Raises:
        BadInput: there are only pickles.

    """
    if place.is_file():
        _refuse_pickle(place)
        return [place]
    files = sorted(place.rglob("*.safetensors"))
    if files:
        return files
    pickles = sorted(file for ending in PICKLES for file in place.rglob(f"*{ending}"))
    if pickles:
        _refuse_pickle(pickles[0])
    return []


def check_whole(place: Path, model: OpenModel) -> None:
    """See that a folder is of a model of this class, with all of its parts, or a single file of a whole model.

    Raises:
        BadInput: it is not.

    """
    if not weight_files(place):
        raise BadInput(f"The folder {place} holds no weights of {model.name}.")
    if place.is_file():
        names = json.loads(checked_header(place)).keys()
        if not any(name.startswith(_NETWORKS) for name in names):
            raise BadInput(
                f"The file {place} holds no whole model, only {len(names)} tensors of something else."
            )
        return
    index = place / ("model_index.json" if model.library == "diffusers" else "config.json")
    try:
        said = json.loads(index.read_text(encoding="utf-8"))
        named = said.get("_class_name") or " or ".join(said.get("architectures") or ()) or "something else"
    except (OSError, ValueError, AttributeError):
        raise BadInput(
            f"The folder {place} is no model's: it has no {index.name} that can be read."
        ) from None
    if model.pipeline not in named:
        raise BadInput(
            f"The folder {place} holds a {named}, and {model.name} is a {model.pipeline}: give the folder of one."
        )
    parts = {
        name: part for name, part in said.items() if isinstance(part, list) and len(part) == 2 and part[0]
    }
    for name in parts if model.library == "diffusers" else ():
        if not (place / name).is_dir():
            raise BadInput(f"The folder {place} lacks its part {name}: fetch it again.")
        asks = any((place / name).glob("config.json")) and "Scheduler" not in str(parts[name][1])
        if asks and not any((place / name).glob("*.safetensors")):
            raise BadInput(f"The folder {place / name} holds no safetensors: fetch it again, or convert it.")


def checked_header(file: Path) -> bytes:
    """The header of a safetensors file, which says what is where in it.

    Raises:
        BadInput: the file is no safetensors, or shorter than its header says.

    """
    _refuse_pickle(file)
    again = "fetch it again"
    size = file.stat().st_size
    with file.open("rb") as source:
        start = source.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 2 <= length <= min(_LARGEST_HEADER, size):
            raise BadInput(f"The file {file} is no safetensors file: {again}.")
        header = source.read(length)
    try:
        table = json.loads(header)
        ends = [row["data_offsets"][1] for name, row in table.items() if name != "__metadata__"]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise BadInput(f"The file {file} is no safetensors file: {again}.") from None
    if 8 + length + max(ends, default=0) != size:
        raise BadInput(f"The file {file} is cut short, or longer than it says: {again}.")
    return header


def _state(file: Path) -> tuple[int, ...]:
    """What changes with a file however it is replaced: one that was copied with its times has another number, or was changed since."""
    facts = file.stat()
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns


@lru_cache(maxsize=64)
def _revision(place: Path, files: tuple[tuple[Path, tuple[int, ...]], ...]) -> str:
    found = hashlib.sha256()
    for file, _ in files:
        name = file.name if file == place else str(file.relative_to(place))
        found.update(f"{name}\0{file.stat().st_size}\0".encode())
        found.update(checked_header(file))
        found.update(_samples(file))
    return found.hexdigest()[:16]


def _samples(file: Path) -> bytes:
    """Bytes from all over a file."""
    step = max(1, file.stat().st_size // _SAMPLES)
    with file.open("rb") as source:
        return b"".join(source.read(_SAMPLE) for place in range(_SAMPLES) if source.seek(place * step) >= 0)


def _refuse_pickle(file: Path) -> None:
    if file.suffix in PICKLES:
        raise BadInput(
            f"The file {file} is a pickle, which can hold a program and is not opened: convert it to safetensors."
        )
