"""NVIDIA's driver, played by a script on the PATH: `nvidia-smi` with cards that are not there."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

H200 = "0, GPU-aaaa, NVIDIA H200, 143771, 143000, 570.1"
L4 = "1, GPU-bbbb, NVIDIA L4, 23034, 22000, 570.1"


def play_driver(
    folder: Path, monkeypatch: pytest.MonkeyPatch, rows: Sequence[str] = (H200, L4), code: int = 0
) -> None:
    """Put an `nvidia-smi` in front of whatever the machine has."""
    folder.mkdir(parents=True, exist_ok=True)
    table = "\n".join(rows)
    script = folder / "nvidia-smi"
    script.write_text(
        f'#!/bin/sh\nif [ $# -gt 0 ]; then cat <<"END"\n{table}\nEND\nelse echo "| CUDA Version: 12.8 |"; fi\nexit {code}\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
