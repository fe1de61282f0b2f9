"""What was made for whoever looks, remembered by its name for as long as there is room; what was asked for least lately goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class Remembered:
    """Bytes that are made once and kept, `most` of them at most; for threads. Whoever asks at once may make the same twice."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, name: Hashable, make: Callable[[], bytes]) -> bytes:
        """What is called so, made now unless it is remembered; raises whatever making it does."""
        with self._lock:
            if (data := self._kept.get(name)) is not None:
                self._kept.move_to_end(name)
                return data
        data = make()
        with self._lock:
            self._size += len(data) - len(self._kept.pop(name, b""))
            self._kept[name] = data
            while self._size > self._most:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone)
        return data
