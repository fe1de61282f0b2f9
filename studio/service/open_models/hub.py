"""Weights fetched from Hugging Face: asked what there is, and only what is needed taken."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from models.errors import BadInput, LongtakeError, MissingExtra, Transient
from providers.installation import install_of
from providers.open_models.entry import OpenModel
from studio.service.open_models.selection import INDEX, parts_of, wanted_files

Sizes = dict[str, int]
"""The bytes of each file, by its name in the repository."""


def fetch(model: OpenModel, into: Path, told: Callable[[Sizes], None]) -> None:
    """Fetch a model's files into a folder, in which an earlier try may have left some; `told` hears first what they are.

    Raises:
        BadInput: the repository is not there, is closed to us, or has nothing to load the model from.
        MissingExtra: the hub's client is not installed.
        Transient: it does not answer.

    """
    try:
        from huggingface_hub import HfApi, snapshot_download
        from huggingface_hub.utils import disable_progress_bars
    except ImportError as error:
        raise MissingExtra(
            f"huggingface_hub is not installed, which fetches weights: run {install_of('gpu')}."
        ) from error

    if not sys.stderr.isatty():
        disable_progress_bars()
    parts: list[str] = []
    with _told_plainly(model):
        about = HfApi().model_info(model.source, files_metadata=True)
        there: Sizes = {one.rfilename: one.size or 0 for one in about.siblings or ()}
    if model.library == "diffusers":
        with _told_plainly(model):
            snapshot_download(model.source, local_dir=into, allow_patterns=[INDEX])
        parts = _parts(model, into / INDEX)
    wanted = wanted_files(there, model, parts)
    told({name: there[name] for name in wanted})
    with _told_plainly(model):
        snapshot_download(model.source, local_dir=into, allow_patterns=[escape(name) for name in wanted])


def _parts(model: OpenModel, index: Path) -> list[str]:
    try:
        return parts_of(json.loads(index.read_bytes()))
    except (OSError, ValueError, AttributeError):
        raise BadInput(
            f"{model.source} is no pipeline of diffusers: it has no {INDEX} that can be read."
        ) from None


@contextmanager
def _told_plainly(model: OpenModel) -> Iterator[None]:
    """What the hub's client raises, in our errors."""
    from huggingface_hub import errors

    source = f"https://huggingface.co/{model.source}"
    try:
        yield
    except errors.GatedRepoError as error:
        raise BadInput(
            f"{model.source} is given to those who accepted its licence: do so at {source}, and set HF_TOKEN to a token of yours."
        ) from error
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise BadInput(
            f"There is no repository {model.source!r} at the hub, or it is closed to you."
        ) from error
    except errors.HTTPError as error:
        raise _unreachable(model) from error
    except OSError as error:
        if error.errno is not None and not isinstance(error, ConnectionError):
            raise  # the disk's
        raise _unreachable(model) from error


def _unreachable(model: OpenModel) -> LongtakeError:
    return Transient(
        f"The hub does not answer, so the weights of {model.name} cannot be fetched: try again with a network, which goes "
        f"on where it stopped, or take them from a folder: `longtake models pull {model.name} --from FOLDER`."
    )
