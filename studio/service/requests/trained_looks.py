"""Trained looks as people give them: tokens by name, and LoRAs, known to be some before anything starts."""

import json
from collections.abc import Sequence
from math import nan
from pathlib import Path
from typing import Any

from infra.storage import sha256_of
from models.errors import BadInput
from models.orders.assets import Blob
from models.orders.diffusion import MOST_WEIGHT, USUAL_WEIGHT
from models.readable import said
from models.subjects.names import name_given_twice
from studio.service.requests.files import CALLED, GivenFile, is_there, put_listed
from studio.service.requests.values import Values

SUFFIX = ".safetensors"
_LONGEST_NAME = 200
_IN_A_FOLDER = ("pytorch_lora_weights", "adapter_model")
"""How training programs call the file of a checkpoint's folder that is its LoRA."""


def read_triggers(given: Sequence[str], called: str) -> dict[str, str]:
    """The tokens by name, of texts; `called` is what gave them.

    Raises:
        BadInput: one of them is empty or no NAME=TOKEN, or a name is there twice, in whichever case.

    """
    tokens: list[tuple[str, str]] = []
    for text in given:
        if not text.strip():
            raise BadInput(f"{called} is empty: give it a token, or leave it out.")
        name, equals, token = (part.strip() for part in text.partition("="))
        if not (name and equals and token):
            raise BadInput(f"{called} must be a character's NAME=TOKEN such as Mara=mara_v2, not {text!r}.")
        tokens.append((name, token))
    if twice := name_given_twice([name for name, _ in tokens]):
        raise BadInput(f"{called} names {twice} twice: give each character one token.")
    return dict(tokens)


def read_loras(given: Sequence[str], called: str) -> list[dict[str, Any]]:
    """LoRAs as they are typed: PATH, or PATH=WEIGHT; `called` is what gave them.

    Raises:
        BadInput: one of them is empty, or its weight is none that a LoRA can have.

    """
    loras: list[dict[str, Any]] = []
    for text in given:
        path, _, weight = text.rpartition("=")
        named: dict[str, Any] = {"file": text}
        if path:
            try:
                named = {"file": path, "weight": float(weight)}
            except ValueError:  # an equals sign of its name, unless the file is the one before it
                if (path.endswith(SUFFIX) or is_there(path)) and not is_there(text):
                    named["weight"] = nan
        if not -MOST_WEIGHT <= named.get("weight", USUAL_WEIGHT) <= MOST_WEIGHT:
            raise BadInput(
                f"{called} {text!r}: a weight is a number from {-MOST_WEIGHT:g} to {MOST_WEIGHT:g}, such as {USUAL_WEIGHT:g}."
            )
        if not named["file"].strip():
            raise BadInput(f"{called} is empty: give it a file or a folder, or leave it out.")
        loras.append({**named, "file": str(Path(named["file"]).expanduser().absolute()), CALLED: called})
    return loras


def put_loras(values: Values) -> tuple[GivenFile, ...]:
    """Each file that is named becomes its hash and size in the brief; gives the files.

    A relative path goes from the folder of the file that names it.

    Raises:
        BadInput: there is no such file, or it holds no LoRA.

    """
    return put_listed(values, "diffusion", "loras", given_lora, _told_of)


def _told_of(file: GivenFile) -> dict[str, Any]:
    """How a LoRA is called, and what it was trained for, as its file says."""
    return {"called": said(_shown(file.path))[:_LONGEST_NAME], "base": base_in(file.path)}


def _shown(path: Path) -> str:
    """How a file is called in a sentence: of a checkpoint's folder, whose files are all called the same, with that."""
    return f"{path.parent.name}/{path.name}" if path.stem in _IN_A_FOLDER else path.name


def base_in(path: Path) -> str:
    """What a LoRA was trained for, as its file says; empty where it does not.

    Raises:
        BadInput: it is none.

    """
    from providers.open_models.pictures.lora_bases import base_of
    from providers.open_models.weights import checked_header

    return base_of(json.loads(checked_header(path)))


def given_lora(beside: Path, given: str, called: str) -> GivenFile:
    """The LoRA at a path that goes from `beside`; `called` is what gave it.

    Raises:
        BadInput: there is no such file, or it holds no LoRA.

    """
    try:
        path = _file_of(beside / Path(given).expanduser(), called)
        _check(path, called)
        blob = Blob(sha256=sha256_of(path), suffix=SUFFIX, size=path.stat().st_size)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name cannot be one"
        raise BadInput(f"{called}: the file {given!r} cannot be read: {reason}.") from error
    return GivenFile(path, blob, called)


def _file_of(path: Path, called: str) -> Path:
    """The file that is meant; of a folder the one LoRA in it."""
    if path.is_file():
        return path
    if not path.is_dir():
        raise BadInput(f"{called}: there is no file {str(path)!r}.")
    found = sorted(path.glob(f"*{SUFFIX}"))
    usual = [file for file in found if file.stem in _IN_A_FOLDER]
    if not found:
        raise BadInput(f"{called}: the folder {path} holds no {SUFFIX} file: give it the LoRA's own.")
    if len(found) > 1 and len(usual) != 1:
        names = ", ".join(file.name for file in found[:5])
        raise BadInput(
            f"{called}: the folder {path} holds {len(found)} files: name one of them, such as {names}."
        )
    return (usual or found)[0]


def _check(path: Path, called: str) -> None:
    """See that a file is whole, and that what it holds is a LoRA.

    Raises:
        BadInput: it is not.

    """
    from providers.open_models.weights import checked_header

    if path.suffix.lower() != SUFFIX:
        raise BadInput(
            f"{called}: {path} is no {SUFFIX} file: a LoRA in another format can hold a program, and is not opened; "
            "convert it."
        )
    try:
        tensors = json.loads(checked_header(path))
    except BadInput as error:
        raise BadInput(f"{called}: {error}") from error
    if not any("lora" in name.lower() for name in tensors if name != "__metadata__"):
        raise BadInput(f"{called}: {path} holds no LoRA: it may be a whole model.")
