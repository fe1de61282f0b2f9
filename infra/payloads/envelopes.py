"""Envelopes: each payload is encrypted with a data key that travels beside it, wrapped by a key at a service.

A process writes with a data key of its own, another one each day, and remembers those that it has read with: the service is
asked once for each data key, never for a payload, and beside the event loop. While it is away whatever is known goes on.
"""

import asyncio
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.payloads.keys import KEY_BYTES
from infra.payloads.kms import LONGEST_WRAPPED, Kms, WrongWrapping
from models.errors import KeysAway

log = logging.getLogger("longtake.payloads")

REMEMBERED = 1000
"""Data keys that are known at once, those among them that are none."""

_A_DAY_S = 24 * 3600
_RESTS_S = 1.0
"""For so long nobody asks a service again that was away."""
_AT_ONCE = 4
"""Calls of one key's service; others have threads of their own, so that one service keeps nobody from another."""


@dataclass(frozen=True)
class DataKey:
    """What payloads are encrypted with, as it travels beside them: empty where it does not."""

    cipher: AESGCM
    wrapped: bytes = b""


class Key(Protocol):
    """A key of the file, as payloads are encrypted with it."""

    async def writing(self) -> DataKey:
        """What new payloads are encrypted with.

        Raises:
            KeysAway: the service does not answer.

        """

    async def reading(self, wrapped: bytes) -> AESGCM | None:
        """What payloads were encrypted with that came with this; None where that is nothing of this key's.

        Raises:
            KeysAway: the service does not answer.

        """


class HeldKey:
    """A key that is here: payloads are encrypted with it itself."""

    def __init__(self, key: bytes) -> None:
        self._data_key = DataKey(AESGCM(key))

    async def writing(self) -> DataKey:
        """The key itself."""
        return self._data_key

    async def reading(self, wrapped: bytes) -> AESGCM | None:
        """The key itself."""
        return None if wrapped else self._data_key.cipher


class Envelopes:
    """The data keys of a key at a service; `days` tells which day it is."""

    def __init__(self, kms: Kms, days: Callable[[], int] = lambda: int(time.time() // _A_DAY_S)) -> None:
        self._kms, self._days = kms, days
        self._known: OrderedDict[bytes, AESGCM | None] = OrderedDict()
        self._asked: dict[bytes, Future[AESGCM | None]] = {}
        self._own: tuple[int, DataKey] | None = None
        self._made: Future[DataKey] | None = None
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="kms")
        self._away: tuple[float, str] = (0.0, "")

    async def writing(self) -> DataKey:
        """The data key of today; the one before, until the service has wrapped another.

        Raises:
            KeysAway: there is none yet, and the service does not answer.

        """
        with self._lock:
            if self._own and self._own[0] == self._days():
                return self._own[1]
            if self._made is None and not (self._own and self._rests()):
                self._check_away()
                self._made = self._threads.submit(self._make)
            if self._own or self._made is None:
                assert self._own is not None
                return self._own[1]
            made = self._made
        return await asyncio.shield(asyncio.wrap_future(made))

    async def reading(self, wrapped: bytes) -> AESGCM | None:
        """The data key that was wrapped so; None where this key has wrapped no such one.

        Raises:
            KeysAway: it is not known yet, and the service does not answer.

        """
        if not 0 < len(wrapped) <= LONGEST_WRAPPED:
            return None
        with self._lock:
            if wrapped in self._known:
                self._known.move_to_end(wrapped)
                return self._known[wrapped]
            asked = self._asked.get(wrapped)
            if asked is None:
                self._check_away()
                asked = self._asked[wrapped] = self._threads.submit(self._unwrap, wrapped)
        # Whoever gives up waiting must not take it from others who wait for the same.
        return await asyncio.shield(asyncio.wrap_future(asked))

    def _make(self) -> DataKey:
        today, key = self._days(), secrets.token_bytes(KEY_BYTES)
        try:
            # It may have been found away while this waited for a thread.
            self._check_away()
            made = DataKey(AESGCM(key), self._kms.wrap(key, "payloads"))
            with self._lock:
                self._own = (today, made)
                self._remember(made.wrapped, made.cipher)
        except KeysAway as error:
            self._note(error)
            raise
        else:
            return made
        finally:
            with self._lock:
                self._made = None

    def _unwrap(self, wrapped: bytes) -> AESGCM | None:
        try:
            self._check_away()
            key = self._kms.unwrap(wrapped, "payloads")
            cipher = AESGCM(key) if len(key) == KEY_BYTES else None
        except WrongWrapping:
            cipher = None
        except KeysAway as error:
            self._note(error)
            raise
        finally:
            with self._lock:
                del self._asked[wrapped]
        with self._lock:
            self._remember(wrapped, cipher)
        return cipher

    def _note(self, error: KeysAway) -> None:
        with self._lock:
            if self._rests():
                return
            self._away = (time.monotonic() + _RESTS_S, str(error))
        log.warning("What is encrypted waits: %s", error)

    def _remember(self, wrapped: bytes, cipher: AESGCM | None) -> None:
        self._known[wrapped] = cipher
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def _rests(self) -> bool:
        return time.monotonic() < self._away[0]

    def _check_away(self) -> None:
        if self._rests():
            raise KeysAway(self._away[1])
