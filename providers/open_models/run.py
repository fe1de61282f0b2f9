"""Runs a loaded model on its card, and does with less of its memory where that is short, before it gives up."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, NamedTuple

from models.errors import CardTooSmall, InvalidRequest
from models.readable import said
from providers.open_models.bay import Bay, Loaded
from providers.open_models.faults import fault_of
from providers.open_models.prompts import Prompts
from providers.open_models.resume import Work, resumed
from providers.open_models.speed import is_compiled

_CHUNK = "decode_chunk_size"
_DIFFERS = {"tiles", "chunk"}
"""Ways to do with less memory by which a picture or a clip is not the same bit for bit."""


class Ran(NamedTuple):
    """What a pipeline gave, and in words what was done otherwise because memory was short."""

    output: Any
    note: str = ""


def run(bay: Bay, loaded: Loaded, call: Mapping[str, Any], work: Work, prompts: Prompts | None = None) -> Ran:
    """Run a model that is at work in its bay; the model can run again, however this ends.

    Where the card's memory does not do, everything else leaves it; then pictures are decoded in tiles, frames few at a time, and the
    parts of the model that are not at work lie in host memory. What was needed once is kept up until the model is unloaded.

    Its `prompts` may have been encoded ahead; between its steps those of the next are.

    Raises:
        BadInput: the installed PyTorch is of another kind of card.
        CardLost: the card failed, and nothing more can be done with it in this process.
        CardTooSmall: its memory does not do in any way.
        InvalidRequest: the pipeline refuses a picture or a number that it is given.
        OutOfMemory: the host's memory does not do.
        StorageError: what is kept of the run could not be kept.
        Exception: whatever the bench's progress raises.

    """
    # A worker without a compiler does not go on with what another's compiled model began: the last bits would differ.
    work = work._replace(about=f"{work.about}/compiled") if is_compiled(loaded.pipeline) else work
    if prompts is not None:
        work = work._replace(between=lambda: bay.encode_next(loaded, prompts))
    freed = False
    while True:
        try:
            with prompts.given(loaded.pipeline) if prompts else nullcontext():
                return Ran(_once(loaded, call, work), told(loaded.spared))
        except ValueError as error:
            raise InvalidRequest(f"The model does not take this ({said(str(error))}).") from None
        except (RuntimeError, MemoryError) as error:
            short = check(error, bay)
        # Out of the handler, whose frames hold on to tensors.
        bay.clear_for(loaded)
        if freed and not _spare(bay, loaded, call):
            raise short
        freed = True


def told(spared: Mapping[str, Any]) -> str:
    """What is done to do with less memory, and whether what is made differs by that; empty where nothing is."""
    done = []
    if spared.get("tiles"):
        done.append("it was decoded in tiles")
    if spared.get("chunk"):
        done.append(f"its frames were decoded {spared['chunk']} at a time")
    if spared.get("offload"):
        done.append("parts of the model lay in host memory")
    if not done:
        return ""
    differs = " It differs by a little from what a larger card makes." if spared.keys() & _DIFFERS else ""
    return f"The card's memory was short: {', '.join(done)}.{differs}"


def _once(loaded: Loaded, call: Mapping[str, Any], work: Work) -> Any:  # noqa: ANN401 - of a library without types
    pipeline = loaded.pipeline
    vae: Any = getattr(pipeline, "vae", None)
    kind = getattr(vae, "dtype", None)
    given = dict(call)
    if "chunk" in loaded.spared and _CHUNK in given:
        given[_CHUNK] = min(given[_CHUNK], loaded.spared["chunk"])
    whole = False
    try:
        output = resumed(pipeline, given, work)
        whole = True
        return output
    finally:
        if not whole:
            if kind is not None and vae.dtype != kind:  # some pipelines cast it while they decode
                vae.to(kind)
            if hasattr(pipeline, "maybe_free_model_hooks"):
                pipeline.maybe_free_model_hooks()


def check(error: BaseException, bay: Bay) -> CardTooSmall:
    """Raise what an error of torch's means, unless it means that the card's memory does not do: that is given back.

    Raises:
        BadInput, CardLost, OutOfMemory: it is said what it is.
        BaseException: the error, where it is none of these.

    """
    fault = fault_of(error, bay.card.device)
    if fault is None:
        raise error
    if isinstance(fault, CardTooSmall):
        return fault
    raise fault from None


def _spare(bay: Bay, loaded: Loaded, call: Mapping[str, Any]) -> bool:
    """Do with less memory in one more way; False where there is none left."""
    pipeline, spared = loaded.pipeline, loaded.spared
    vae: Any = getattr(pipeline, "vae", None)
    if hasattr(vae, "use_tiling") and not vae.use_tiling:
        vae.enable_tiling()
        if hasattr(vae, "use_slicing"):
            vae.enable_slicing()
        spared["tiles"] = True
        return True
    chunk = min(call.get(_CHUNK, 0), spared.get("chunk", call.get(_CHUNK, 0)))
    if chunk > 1:
        spared["chunk"] = max(1, chunk // 4)
        return True
    if loaded.memory.offload == "none" and not spared.get("offload"):
        pipeline.enable_model_cpu_offload(device=bay.device)
        spared["offload"] = True
        return True
    return False
