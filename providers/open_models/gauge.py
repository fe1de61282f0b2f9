"""What is free of a card and of the host, and what work takes of the card: measured, not taken from a table."""

from typing import Protocol

GIB = 2**30


class Gauge(Protocol):
    """Gigabytes, as they are now."""

    def free_gb(self) -> float:
        """What of the card nobody uses, whatever process it is, with what torch holds of it in vain."""

    def used_gb(self) -> float:
        """What this process uses of the card."""

    def most_gb(self) -> float:
        """The most that this process has used of it since the last `begin`."""

    def begin(self) -> None:
        """From here on `most_gb` counts."""

    def host_gb(self) -> float:
        """What of the host's memory is free."""


class CardGauge:
    """A CUDA device, measured by its driver and by torch; the host by what it says is available."""

    def __init__(self, device: str) -> None:
        self._device = device

    def free_gb(self) -> float:
        """As `Gauge.free_gb`."""
        import torch

        free, _ = torch.cuda.mem_get_info(self._device)
        idle = torch.cuda.memory_reserved(self._device) - torch.cuda.memory_allocated(self._device)
        gigabytes: float = (free + idle) / GIB
        return gigabytes

    def used_gb(self) -> float:
        """As `Gauge.used_gb`."""
        import torch

        gigabytes: float = torch.cuda.memory_allocated(self._device) / GIB
        return gigabytes

    def most_gb(self) -> float:
        """As `Gauge.most_gb`."""
        import torch

        gigabytes: float = torch.cuda.max_memory_allocated(self._device) / GIB
        return gigabytes

    def begin(self) -> None:
        """As `Gauge.begin`."""
        import torch

        torch.cuda.reset_peak_memory_stats(self._device)

    def host_gb(self) -> float:
        """As `Gauge.host_gb`."""
        return host_gb()


class NoCard:
    """Work on the CPU: what it takes is the host's, and nothing is held against it."""

    def free_gb(self) -> float:
        """Without end."""
        return float("inf")

    def used_gb(self) -> float:
        """Nothing of a card."""
        return 0.0

    def most_gb(self) -> float:
        """Nothing of a card."""
        return 0.0

    def begin(self) -> None:
        """There is nothing to count."""

    def host_gb(self) -> float:
        """As `Gauge.host_gb`."""
        return host_gb()


def host_gb() -> float:
    """What of the host's memory is free, in gigabytes."""
    import psutil

    return float(psutil.virtual_memory().available) / GIB
