"""The clock of a card, what it is able to do at most, and the time that a measurement may take."""

import platform
import shutil
import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

GIB = 2**30


class Clock:
    """Time as the device has it: marks are events of a card, and the time of day on a CPU."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.on_card = device.startswith("cuda")

    def wait(self) -> None:
        """Until the device has done everything."""
        if self.on_card:
            import torch

            torch.cuda.synchronize()

    def mark(self) -> Any:  # noqa: ANN401 - an event of the card, or seconds
        """When the device gets here."""
        if not self.on_card:
            return time.perf_counter()
        import torch

        event = torch.cuda.Event(enable_timing=True)
        event.record()
        return event

    def between(self, first: Any, last: Any) -> float:  # noqa: ANN401
        """Seconds between two marks; the device is waited for."""
        if not self.on_card:
            return float(last - first)
        last.synchronize()
        return float(first.elapsed_time(last)) / 1000

    def forget_peak(self) -> float:
        """Begin to look for the most memory anew; says how many gigabytes are taken now."""
        if not self.on_card:
            return 0.0
        import torch

        torch.cuda.reset_peak_memory_stats()
        return float(torch.cuda.memory_allocated()) / GIB

    def peak_gb(self) -> float | None:
        """The most memory that was taken; None on a CPU."""
        if not self.on_card:
            return None
        import torch

        return float(torch.cuda.max_memory_allocated()) / GIB


class Budget:
    """So many seconds for everything; what does not fit any more is skipped, and named."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.skipped: list[str] = []
        self._began = time.monotonic()

    @property
    def spent(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    def allows(self, what: str, seconds: float) -> bool:
        """Whether there is time for something that takes about so long."""
        left = self.seconds - self.spent
        if seconds <= left:
            return True
        self.skipped.append(f"{what}: about {seconds:.0f} s, and {max(0.0, left):.0f} s were left")
        print(f"skipped {self.skipped[-1]}", flush=True)
        return False


def matrix_rate(clock: Clock, side: int, times: int = 10) -> float:
    """TFLOP/s of a product of two square bf16 matrices of random numbers: the best of three rounds."""
    import torch

    left, right = (torch.randn(side, side, device=clock.device, dtype=torch.bfloat16) for _ in range(2))
    product = left @ right
    rounds = []
    for _ in range(3):
        clock.wait()
        began = clock.mark()
        for _ in range(times):
            torch.mm(left, right, out=product)
        rounds.append(clock.between(began, clock.mark()))
    return 2 * side**3 * times / min(rounds) / 1e12


def card_facts(device: str) -> dict[str, Any]:
    """What was measured on, and with what."""
    import diffusers
    import torch

    facts: dict[str, Any] = {
        "card": platform.processor() or platform.machine(),
        "driver": "",
        "memory_gb": None,
        "torch": torch.__version__,
        "cuda": torch.version.cuda or "",
        "cudnn": torch.backends.cudnn.version(),
        "diffusers": diffusers.__version__,
        "python": platform.python_version(),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
    }
    if device.startswith("cuda"):
        card = torch.cuda.get_device_properties(device)
        facts |= {"card": card.name, "memory_gb": round(card.total_memory / GIB, 1)}
        facts["driver"] = _told(("nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"))
    return facts


def _told(command: Sequence[str]) -> str:
    """The first line of what a command prints; empty where it is not there."""
    if shutil.which(command[0]) is None:
        return ""
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    return next(iter(ran.stdout.splitlines()), "").strip()
