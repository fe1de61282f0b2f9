"""LoRAs: trained looks that a model wears for a picture, put on and taken off without loading the model again."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import JsonValue

from models.errors import BadInput
from providers.open_models.weights import checked_header

_USUAL = "pytorch_lora_weights.safetensors"
_SHOWN = 3


class Lora(NamedTuple):
    """A LoRA as it is worn: the file, or a folder that has it or the checkpoints of its training; the word that wakes it.

    `called` is what people know it by; empty for its file's name.
    """

    path: Path
    weight: float = 0.8
    trigger: str = ""
    called: str = ""

    @property
    def file(self) -> Path:
        """The file: of a folder the usual one, else the only one, else that of its last checkpoint.

        Raises:
            BadInput: there is none, or it cannot be told which.

        """
        return lora_file(self.path)

    def recipe(self) -> dict[str, JsonValue]:
        """What of it determines a picture.

        Raises:
            BadInput: as `file`.

        """
        return {"sha256": _sha256(self.file), "weight": self.weight}


def lora_file(place: Path) -> Path:
    """The file of a LoRA in a place; as `Lora.file`."""
    if place.is_file():
        return place
    if not place.is_dir():
        raise BadInput(f"There is no LoRA at {place}.")
    if (place / _USUAL).is_file():
        return place / _USUAL
    files = sorted(place.glob("*.safetensors"))
    if len(files) == 1:
        return files[0]
    if files:
        names = ", ".join(file.name for file in files[:_SHOWN])
        raise BadInput(f"The folder {place} has several LoRAs ({names}): name the file.")
    rounds = [one for one in place.glob("checkpoint-*") if one.name.removeprefix("checkpoint-").isdigit()]
    if not rounds:
        raise BadInput(f"The folder {place} holds no LoRA: one is a .safetensors file.")
    return lora_file(max(rounds, key=lambda one: int(one.name.removeprefix("checkpoint-"))))


def wear(pipeline: Any, loras: Sequence[Lora], title: str) -> None:  # noqa: ANN401 - of a library without types
    """Have a pipeline wear these LoRAs and no others; those without weight are not put on.

    Raises:
        BadInput: one cannot be read, or is of another base than the model.

    """
    if not hasattr(pipeline, "load_lora_weights"):
        if loras:
            raise BadInput(f"{title} wears no LoRAs: leave them out, or choose another model.")
        return
    wanted = {f"lora{_sha256(one.file)[:16]}": one for one in loras if one.weight}
    worn = {name for names in pipeline.get_list_adapters().values() for name in names}
    if worn - set(wanted):
        pipeline.unload_lora_weights()
        worn = set()
    for name, lora in wanted.items():
        if name not in worn:
            _put_on(pipeline, name, lora, title)
    if wanted:
        pipeline.set_adapters(list(wanted), adapter_weights=[lora.weight for lora in wanted.values()])


def _put_on(pipeline: Any, name: str, lora: Lora, title: str) -> None:  # noqa: ANN401
    import torch

    file = lora.file
    checked_header(file)
    try:
        pipeline.load_lora_weights(
            str(file.parent), weight_name=file.name, adapter_name=name, local_files_only=True
        )
    except torch.OutOfMemoryError:
        pipeline.unload_lora_weights()
        raise
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RuntimeError):
        _take_off(pipeline)
        raise of_another_base(lora.called or file.name, title) from None
    if not any(name in names for names in pipeline.get_list_adapters().values()):
        _take_off(pipeline)
        raise of_another_base(lora.called or file.name, title)


def _take_off(pipeline: Any) -> None:  # noqa: ANN401
    pipeline.unload_lora_weights()


def of_another_base(name: str, title: str, base: str = "") -> BadInput:
    """What is said of a LoRA that a model cannot wear; `base` is what it was trained for, where that is known."""
    trained = f" (it was trained for {base})" if base else ""
    return BadInput(
        f"The LoRA {name} is of another base than {title}{trained}: use one that was trained for that."
    )


@cache
def _hashed(file: Path, size: int, changed: int) -> str:  # noqa: ARG001 - a file that changed is hashed again
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _sha256(file: Path) -> str:
    facts = file.stat()
    return _hashed(file, facts.st_size, facts.st_mtime_ns)
