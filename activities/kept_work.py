"""What is kept of work on a card between two steps, and told in the heartbeats of its activity."""

import threading
from collections.abc import Callable
from pathlib import Path

from activities.contracts import OnCard
from activities.heartbeat import Beats
from library.half_made import HalfMade
from providers.kept import Steps


class KeptWork:
    """Implements `providers.base.Kept` for the running activity; what is kept may come from a thread beside the work's.

    `lost` is told once how many steps have to be done again, when work begins of which an earlier attempt had done `before`.
    """

    def __init__(
        self,
        half: HalfMade,
        beats: Beats,
        shot_id: str = "",
        before: int = 0,
        lost: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._half = half
        self._beats = beats
        self._standing = OnCard(shot_id=shot_id)
        self._lock = threading.Lock()
        self._before = before
        self._lost = lost

    def put(self, file: Path) -> None:
        """Keep a file in the place of the one that was kept before."""
        self._stand(kept=self._half.put(file).sha256)

    def get(self) -> Path | None:
        """What was kept last of this very work, by whatever worker."""
        return self._half.get()

    def tell(self, steps: Steps) -> None:
        """Tell people how far the work is."""
        if steps.steps and self._before:
            self._lost(max(0, self._before - steps.step))
            self._before = 0
        self._stand(**steps.model_dump())

    def awaits_turn(self) -> None:
        """It is not begun yet: others that are half made go first."""
        self.tell(Steps(doing="waiting for what was broken off"))
        self._beats.check()

    def _stand(self, **now: object) -> None:
        with self._lock:
            self._standing = self._standing.model_copy(update=now)
            self._beats.standing = self._standing
