"""Weights brought here, and removed: whole, or not at all."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from infra.owner_only import make_folder
from infra.storage import storage_errors
from models.errors import BadInput, DiskFull
from providers.open_models.entry import OpenModel
from providers.open_models.loader import SETUPS
from providers.open_models.weights import Weights, check_whole, checked_header, weight_files
from studio.service.open_models.hub import Sizes, fetch
from studio.service.open_models.inventory import size_of
from studio.service.open_models.selection import INDEX, parts_of, wanted_files

if TYPE_CHECKING:
    from infra.settings import Settings

_TAKEN = (".safetensors", ".json", ".txt", ".model", ".jinja")
_SPARE = 2**28


class Brought(NamedTuple):
    """Weights that are here: where, how large, which (a hash), and whether they were so before."""

    place: Path
    size: int
    revision: str
    before: bool = False


def find_model(settings: "Settings", name: str) -> OpenModel:
    """The open model of that name.

    Raises:
        UnknownName: there is none; the message lists them.
        BadInput: a person's own models cannot be read.

    """
    from workers.cards.open_models import open_models

    return open_models(settings).find(name)


def pull(
    settings: "Settings", name: str, told: Callable[[Sizes], None], source: Path | None = None
) -> Brought:
    """Bring a model's weights here from the hub, or from a folder or a file of this machine; they are seen to be whole.

    Raises:
        BadInput: there is no such model, or its weights cannot be had or used.
        MissingExtra: the hub's client is not installed.
        Transient: the hub does not answer.
        StorageError: the disk says no.

    """
    model, weights = find_model(settings, name), Weights(settings.weights_dir)
    place = _place(model, weights, source)
    if source is None and (whole := _whole(model, weights)):
        return Brought(place, size_of(place), whole, before=True)
    half = _half_of(place)
    with storage_errors(place):
        make_folder(weights.folder)
        if source is None:

            def told_and_checked(sizes: Sizes) -> None:
                told(sizes)
                _check_room(half, sum(sizes.values()))

            make_folder(half)
            fetch(model, half, told_and_checked)
        else:
            _clear(half)
            _copy(model, source.expanduser().absolute(), half, told)
        shutil.rmtree(half / ".cache", ignore_errors=True)
        try:
            for file in weight_files(half):
                checked_header(file)
            check_whole(half, model)
        except BadInput as error:
            _clear(half)  # what is broken is not gone on with
            raise BadInput(str(error).replace(str(half), str(source or place))) from None
        _replace(place, half)
    return Brought(place, size_of(place), weights.revision(model))


def remove(settings: "Settings", name: str) -> int:
    """Remove a model's weights, and what is half fetched of them; gives the bytes that this frees.

    Raises:
        BadInput: there is no such model, none of its weights are here, or they are a person's own folder.
        StorageError: the disk says no.

    """
    model, weights = find_model(settings, name), Weights(settings.weights_dir)
    places = (_place(model, weights), weights.single(model))
    there = [path for place in places for path in (place, _half_of(place)) if path.exists()]
    freed = sum(map(size_of, there))
    with storage_errors(weights.folder):
        for path in there:
            _clear(path)
    if not freed:  # a folder that a pull without a network left is none of weights
        raise BadInput(f"No weights of {model.name} are here: there is nothing to remove.")
    return freed


def _half_of(place: Path) -> Path:
    return place.with_name(f".{place.name}.part")


def _place(model: OpenModel, weights: Weights, source: Path | None = None) -> Path:
    """Where they belong: a folder, or where they come as a single file a file.

    Raises:
        BadInput: they are not ours to bring, or such a model is not loaded from a file.

    """
    if Path(model.source).expanduser().is_absolute():
        raise BadInput(
            f"The weights of {model.name} lie in {model.source}, as your models.toml says: they are yours to bring and to remove."
        )
    if source is None or not source.expanduser().is_file():
        return weights.folder / model.name
    if model.pipeline not in SETUPS:
        raise BadInput(f"{model.name} is loaded from a folder, and {source} is a file: give the folder.")
    if model.name in SETUPS.values():
        raise BadInput(
            f"{model.name} is loaded from a folder: give a single file a name of its own in your models.toml, with the "
            f"pipeline {model.pipeline}."
        )
    return weights.single(model)


def _whole(model: OpenModel, weights: Weights) -> str:
    """Which weights of a model are here; empty where there are none, or they are not whole."""
    try:
        check_whole(weights.of(model), model)
        return weights.revision(model)
    except BadInput:
        return ""


def _check_room(place: Path, needed: int) -> None:
    free = shutil.disk_usage(place).free + size_of(place)
    if free < needed + _SPARE:
        raise DiskFull(
            f"The weights take {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free in {place.parent}: free some space, "
            "or let LONGTAKE_WEIGHTS name a folder on another disk."
        )


def _copy(model: OpenModel, source: Path, half: Path, told: Callable[[Sizes], None]) -> None:
    """Copy a folder's files that a model is loaded from, or the one file that holds all of it."""
    if not source.exists():
        raise BadInput(f"There is no folder or file {source} to take the weights of {model.name} from.")
    if not weight_files(source):
        raise BadInput(f"The folder {source} holds no weights of {model.name}.")
    if source.is_file():
        checked_header(source)
        told({source.name: source.stat().st_size})
        _check_room(half.parent, source.stat().st_size)
        shutil.copyfile(source, half)
        return
    files = {name: source / name for name in _chosen(source, model)}
    sizes = {name: path.stat().st_size for name, path in files.items()}
    told(sizes)
    make_folder(half)
    _check_room(half, sum(sizes.values()))
    for name, path in files.items():
        make_folder((half / name).parent)
        shutil.copyfile(path, half / name)


def _chosen(source: Path, model: OpenModel) -> list[str]:
    """The files of a folder that a model is loaded from: as of a repository where it is laid out as one, else all."""
    paths = (path for path in source.rglob("*") if path.is_file() and path.suffix in _TAKEN)
    names = sorted(path.relative_to(source).as_posix() for path in paths)
    seen = [name for name in names if not any(part.startswith(".") for part in name.split("/"))]
    try:
        parts = parts_of(json.loads((source / INDEX).read_bytes())) if INDEX in seen else []
        return wanted_files(seen, model, parts)
    except (BadInput, ValueError, AttributeError):
        return seen


def _replace(place: Path, half: Path) -> None:
    """Put what is whole into its place; what was there before is removed."""
    old = place.with_name(f".{place.name}.old")
    _clear(old)
    if place.exists():
        place.replace(old)
    half.replace(place)
    _clear(old)


def _clear(path: Path) -> None:
    """Remove a file, a link or a folder, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
