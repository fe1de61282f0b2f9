"""The cards of this machine, as NVIDIA's driver lists them; torch is not imported for it."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from typing import NamedTuple

from models.errors import BadInput

_MIB_IN_GIB = 1024
_ASKED = "index,uuid,name,memory.total,memory.free,driver_version"
VISIBLE = "CUDA_VISIBLE_DEVICES"
LARGE_GB = 40.0
"""A card of so many gigabytes serves `gpu-large` too; what is sold as 40 GB has a little less."""
_NEARLY = 0.95


class Device(NamedTuple):
    """A card: its number as the driver counts, its name, gigabytes, and the versions of the driver and of CUDA."""

    number: int
    uuid: str
    name: str
    memory_gb: float
    free_gb: float
    driver: str
    cuda: str = ""

    @property
    def words(self) -> str:
        """What it is, for people."""
        cuda = f", CUDA {self.cuda}" if self.cuda else ""
        memory = f"{self.memory_gb:.0f} GB ({self.free_gb:.0f} GB free)"
        return f"device {self.number}: {self.name}, {memory}, driver {self.driver}{cuda}"


def is_large(memory_gb: float) -> bool:
    """Whether a card of so much memory serves `gpu-large`."""
    return memory_gb >= LARGE_GB * _NEARLY


def devices() -> list[Device]:
    """Every card that the driver lists; none where there is no driver, or it fails."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return []
    try:
        rows = _said(tool, f"--query-gpu={_ASKED}", "--format=csv,noheader,nounits")
        version = re.search(r"CUDA[ \w]*Version *: *([\d.]+)", _said(tool)) if rows.strip() else None
    except (OSError, subprocess.SubprocessError):
        return []
    cuda = version[1] if version else ""
    found = (_read(line, cuda) for line in rows.splitlines())
    return [device for device in found if device is not None]


def chosen_devices(named: str, there: Sequence[Device]) -> list[Device]:
    """The cards that `named` lists (`0,1`), each once; all that this process may see where it is empty.

    Raises:
        BadInput: one of them is not there.

    """
    by_name = {str(device.number): device for device in there} | {device.uuid: device for device in there}
    wanted = named or os.environ.get(VISIBLE, "")
    if not wanted.strip():
        return list(there)
    names = [name.strip() for name in wanted.split(",")]
    for name in names:
        if name not in by_name:
            some = ", ".join(str(device.number) for device in there) or "none"
            raise BadInput(f"There is no device {name!r} here: the driver lists {some}.")
    return list(dict.fromkeys(by_name[name] for name in names))


def _said(tool: str, *arguments: str) -> str:
    return subprocess.run(
        [tool, *arguments], capture_output=True, text=True, timeout=30, check=True, errors="replace"
    ).stdout


def _read(line: str, cuda: str) -> Device | None:
    """A line of the driver's table; None for a card that it cannot tell of, one that fell off the bus for example."""
    cells = [cell.strip() for cell in line.split(",")]
    if len(cells) != len(_ASKED.split(",")) or not cells[0].isdigit():
        return None
    memory, free = (_gigabytes(cell) for cell in cells[3:5])
    return Device(int(cells[0]), cells[1], cells[2], memory, free, cells[5], cuda)


def _gigabytes(mebibytes: str) -> float:
    return int(mebibytes) / _MIB_IN_GIB if mebibytes.isdigit() else 0.0
