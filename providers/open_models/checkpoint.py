"""What is kept of a run between two steps, so that another worker goes on with it: one file, tensors and plain values."""

from pathlib import Path
from typing import Any, NamedTuple


class Checkpoint(NamedTuple):
    """After `step` of `steps` steps: `tensors` by name, and `values` that JSON can hold.

    `about` is the key of the recipe that is being made: a checkpoint of another one is not gone on with.
    """

    about: str
    step: int
    steps: int
    tensors: dict[str, Any]
    values: dict[str, Any]

    def save(self, into: Path) -> Path:
        """Write it as a safetensors file."""
        import json

        from safetensors.torch import save_file

        facts = {"about": self.about, "step": self.step, "steps": self.steps, "values": self.values}
        tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in self.tensors.items()}
        save_file(tensors, str(into), metadata={"checkpoint": json.dumps(facts)})
        return into


def read_checkpoint(file: Path, about: str) -> Checkpoint | None:
    """The checkpoint of a file; None where it is of something else, or cannot be read.

    Its tensors are copies: what is kept next may be written into the very file that they lie in.
    """
    import json

    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(file), framework="pt") as source:
            facts = json.loads((source.metadata() or {})["checkpoint"])
            if facts["about"] != about:
                return None
            tensors = {name: source.get_tensor(name).clone() for name in source.keys()}  # noqa: SIM118 - no mapping
            return Checkpoint(about, facts["step"], facts["steps"], tensors, facts["values"])
    except (SafetensorError, KeyError, ValueError, OSError):
        return None
