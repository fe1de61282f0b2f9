"""The schedulers that a person may name for a model of the Stable Diffusion kind."""

from collections.abc import Mapping
from typing import Any

from models.errors import UnknownName

SCHEDULERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "euler": ("EulerDiscreteScheduler", {}),
    "euler-a": ("EulerAncestralDiscreteScheduler", {}),
    "dpm++-2m": ("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++"}),
    "dpm++-2m-karras": (
        "DPMSolverMultistepScheduler",
        {"algorithm_type": "dpmsolver++", "use_karras_sigmas": True},
    ),
    "dpm++-sde": ("DPMSolverMultistepScheduler", {"algorithm_type": "sde-dpmsolver++"}),
    "unipc": ("UniPCMultistepScheduler", {}),
    "ddim": ("DDIMScheduler", {}),
    "lcm": ("LCMScheduler", {}),
    "heun": ("HeunDiscreteScheduler", {}),
}
PIPELINES = ("StableDiffusionXLPipeline",)
"""The pipelines that draw with any of them; others were trained for one."""
_OWN = "_own_scheduler"
"""Where a pipeline keeps the scheduler that it came with, while it draws with another."""


def check_scheduler(pipeline: str, name: str) -> None:
    """See that a pipeline draws with a scheduler of that name; empty is its own.

    Raises:
        UnknownName: it does not; the message lists those that there are.

    """
    known = list(SCHEDULERS) if pipeline in PIPELINES else []
    if name and name not in known:
        raise UnknownName(f"scheduler of {pipeline}", name, known or ["its own"])


def set_scheduler(pipeline: Any, name: str) -> None:  # noqa: ANN401 - of a library without types
    """Have a pipeline draw with the scheduler of a name, by what its own says of its training; empty is its own again."""
    import diffusers

    own = vars(pipeline).setdefault(_OWN, pipeline.scheduler)
    if not name:
        pipeline.scheduler = own
        return
    kind, settings = SCHEDULERS[name]
    plain = {
        key: value for key, value in own.config.items() if key not in ("algorithm_type", "use_karras_sigmas")
    }
    pipeline.scheduler = getattr(diffusers, kind).from_config({**plain, **settings})
