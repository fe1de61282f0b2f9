"""`python -m tests.gpu.kit.watched_worker JOURNAL …`: `longtake …`, with a line in the journal for each step of a UNet."""

import os
import sys
from pathlib import Path
from typing import Any


def watch(journal: Path) -> None:
    import torch
    from diffusers import UNet2DConditionModel

    torch.set_num_threads(1)
    forward = UNet2DConditionModel.forward

    def watched(self: Any, *args: Any, **named: Any) -> Any:
        with journal.open("a") as file:
            file.write(f"{os.getpid()}\n")
        return forward(self, *args, **named)

    UNet2DConditionModel.forward = watched


if __name__ == "__main__":
    from studio.cli.app import main

    watch(Path(sys.argv[1]))
    sys.argv[1:] = sys.argv[2:]
    main()
