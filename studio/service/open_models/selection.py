"""Which files of a repository a model is loaded from: its parts' weights in one precision, and the texts beside them."""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from models.errors import BadInput
from providers.open_models.entry import OpenModel
from providers.open_models.weights import PICKLES

INDEX = "model_index.json"
"""Names the parts of a pipeline, each in a folder of its own."""
_TEXTS = (".json", ".txt", ".model", ".jinja")


def wanted_files(names: Iterable[str], model: OpenModel, parts: Iterable[str] = ()) -> list[str]:
    """Those of a repository's files that the model is loaded from, in order; `parts` are those of a pipeline.

    A part that has weights in the entry's variant comes in that alone, any other as it is.

    Raises:
        BadInput: no weights are among them that may be opened.

    """
    known = sorted(name for name in names if _is_plain(name))
    pipeline = model.library == "diffusers"
    folders = sorted(set(parts)) if pipeline else [""]
    found = [INDEX] if pipeline and INDEX in known else []
    for folder in folders:
        found += _of_part(
            [name for name in known if str(PurePosixPath(name).parent) == (folder or ".")], model
        )
    if not any(name.endswith(".safetensors") for name in found):
        pickled = any(name.endswith(PICKLES) for name in known)
        only = (
            "only pickles, which can hold programs and are not opened" if pickled else "no safetensors files"
        )
        raise BadInput(f"{model.source} has {only}: there is nothing to load {model.name} from.")
    return found


def parts_of(index: Mapping[str, object]) -> list[str]:
    """The parts that an index names: each a pair of a library and a class, which an empty part has not."""
    return [
        name
        for name, value in index.items()
        if isinstance(value, list) and len(value) == 2 and value[0] and re.fullmatch(r"\w+", name)
    ]


def _is_plain(name: str) -> bool:
    """Whether a file's name stays in the folder that it is fetched into."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _of_part(names: list[str], model: OpenModel) -> list[str]:
    weights = [name for name in names if name.endswith(".safetensors")]
    variant = model.variant if any(_variant(name) == model.variant for name in weights) else ""
    texts = [name for name in names if name.endswith(_TEXTS) and not _is_index(name)]
    indices = [name for name in names if name.endswith(".json") and ".safetensors.index" in name]
    chosen = [name for name in weights if _variant(name) == variant]
    return texts + [name for name in indices if _index_variant(name) == variant] + chosen


def _is_index(name: str) -> bool:
    return name.endswith(".json") and ".index" in name and PurePosixPath(name).name != INDEX


def _variant(name: str) -> str:
    """`fp16` of `model.fp16.safetensors` and of `model.fp16-00001-of-00002.safetensors`; empty of `model.safetensors`."""
    stem = PurePosixPath(name).name.removesuffix(".safetensors")
    return stem.partition(".")[2].partition("-")[0]


def _index_variant(name: str) -> str:
    """`fp16` of `model.safetensors.index.fp16.json`; empty of `model.safetensors.index.json`."""
    return PurePosixPath(name).name.removesuffix(".json").partition(".safetensors.index")[2].removeprefix(".")
