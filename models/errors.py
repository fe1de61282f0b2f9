"""Every error of Longtake, as one tree.

    LongtakeError
    ├── BadInput               what a person gave cannot be used; exit code 2
    │   ├── UnknownName        a template, profile, aspect, provider … that does not exist
    │   ├── UnknownFilm        no film, or no reel of one, has that id
    │   ├── KeyTaken           something else was asked for under that key
    │   └── WrongMoment        the film is not at a point where this can be done
    ├── NotAllowed             whoever asks may not do this
    ├── BuildRefused           films are not given to a build of the workers, and go where they went
    ├── EngineUnavailable      the Temporal server cannot be reached or started
    │   └── NoWorker           it was asked something that a worker answers, and none did
    ├── KeysMissing            a worker lacks the keys of a film: one that has them is waited for
    ├── WorkerStopping         a worker that stops cut the work short: asked for again, and no failure
    │   └── GaveWay            work that only waits left its place to work that can go on: asked for again
    ├── StorageError           the disk or the object store said no
    │   ├── DiskFull
    │   ├── Unavailable        the database or the object store does not answer: waited for
    │   │   └── KeysAway       the key service, without which what is encrypted is not read
    │   └── CorruptAsset       stored bytes are gone, or do not match their hash: never retried, made again
    ├── OutOfMemory            no memory is left, and which limit that is
    │   └── CardTooSmall       a card's memory does not do, however it is tried: a larger class of cards is asked
    ├── CardLost               a card fell off the bus, or its driver failed: another worker is asked
    ├── TooNew                 the database was made by a newer Longtake
    ├── MediaError             ffmpeg or a decoder could not do its work
    │   └── BrokenMedia        a file that cannot be used, however often it is tried: never retried
    ├── MissingExtra           an optional package is not installed
    └── ProviderError          a vendor or a local engine
        ├── Unauthorised       the key is missing or refused: never retried
        │   └── MissingKeys    keys that are not set, before anything was asked for; exit code 2
        ├── PaymentRequired    the account is empty: never retried
        ├── InvalidRequest     the same request can never work: never retried
        ├── Moderated          the content was refused: never retried as it is
        ├── RateLimited        try again after `retry_after_s`
        ├── Transient          try again, after `retry_after_s` where that is known
        │   └── VendorDown     nobody asks the vendor for now, and nothing was sent
        └── UnknownOutcome     a paid submit whose outcome nobody knows: never repeated blindly

A message is one clear sentence: what, where, what to do. Whatever it repeats of what came from outside, it is
one line of a bounded length. Code branches on the type, never on the text.
"""

from decimal import Decimal
from typing import ClassVar, Literal

from models.money.dollars import ZERO
from models.readable import said

Refused = Literal["words", "picture", "input", "output"]
"""What a vendor refuses: of what it was given the words, a picture, or nobody says which; or what it had made of that."""


class LongtakeError(Exception):
    """The root; `retryable` says whether the same call may work later."""

    retryable: ClassVar[bool] = False

    def __str__(self) -> str:
        """The sentence."""
        return said(super().__str__())


class BadInput(LongtakeError):
    """What a person gave cannot be used; `field` is which of it, as whoever asked calls it, where that is known."""

    field: str = ""


class UnknownName(BadInput):
    """A name that is not in a list we know; the message shows the list."""

    def __init__(self, what: str, name: str, known: list[str] | tuple[str, ...]) -> None:
        super().__init__(f"There is no {what} {name!r}. Known: {', '.join(known)}.")


class UnknownFilm(BadInput):
    """No film, or no reel of one, runs under that id."""


class KeyTaken(BadInput):
    """Something else was asked for under the key with which this is asked for."""


class WrongMoment(BadInput):
    """The film is not at a point where this can be done."""


class NotAllowed(LongtakeError):
    """Whoever asks may not do this."""


class BuildRefused(LongtakeError):
    """Films are not given to a build of the workers, and go where they went before."""


class EngineUnavailable(LongtakeError):
    """The Temporal server cannot be reached or started."""

    retryable = True


class NoWorker(EngineUnavailable):
    """No worker answers, or the server itself does not."""


class KeysMissing(LongtakeError):
    """A worker lacks the keys of a film, and another may have them."""

    retryable = True


class WorkerStopping(LongtakeError):
    """A worker that stops cut the work short; nothing was billed for it, and it is asked for again."""

    retryable = True


class GaveWay(WorkerStopping):
    """What only waits left its place to work that can go on; it is asked for again, behind that."""


class StorageError(LongtakeError):
    """The disk or the object store said no."""

    retryable = True


class DiskFull(StorageError):
    """No space is left."""


class Unavailable(StorageError):
    """The database or the object store does not answer; what was asked of it is not lost."""


class KeysAway(Unavailable):
    """The key service does not answer, or not to us: what is encrypted can neither be read nor written before it does."""


class CorruptAsset(StorageError):
    """Stored bytes are gone, or do not match the hash that names them: `sha256`, where it is known.

    Asking for them again changes nothing: whoever knows what they were makes them again.
    """

    retryable = False

    def __init__(self, message: str, sha256: str = "") -> None:
        super().__init__(message)
        self.sha256 = sha256


class OutOfMemory(LongtakeError):
    """No memory is left; the message names the limit."""

    retryable = True


class CardTooSmall(OutOfMemory):
    """A card's memory does not do, however it is tried; a larger class of cards may."""

    retryable = False


class CardLost(LongtakeError):
    """A card does not answer any more; its worker ends, and another one is asked."""

    retryable = True


class TooNew(LongtakeError):
    """The database was made by a newer Longtake."""


class MediaError(LongtakeError):
    """ffmpeg or a decoder could not do its work."""

    retryable = True


class BrokenMedia(MediaError):
    """A file that cannot be used, however often it is tried."""

    retryable = False


class MissingExtra(LongtakeError):
    """An optional package is not installed; the message has the command that installs it."""


class ProviderError(LongtakeError):
    """A vendor or a local engine could not do what was asked; `billed` are the dollars that it takes all the same."""

    def __init__(self, message: str, *, billed: Decimal = ZERO) -> None:
        super().__init__(message)
        self.billed = billed


class Unauthorised(ProviderError):
    """The key is missing or refused."""


class MissingKeys(Unauthorised):
    """Keys are not set, and nothing was asked of a vendor: `wanted` has variables of which one each is needed."""

    def __init__(self, message: str, wanted: tuple[tuple[str, ...], ...] = ()) -> None:
        super().__init__(message)
        self.wanted = wanted


class PaymentRequired(ProviderError):
    """The vendor's account is empty."""


class InvalidRequest(ProviderError):
    """The same request can never work."""


class Moderated(ProviderError):
    """The content was refused: `of` what was given, unless the vendor says that it was of what it had made."""

    def __init__(self, message: str, *, billed: Decimal = ZERO, of: Refused = "input") -> None:
        super().__init__(message, billed=billed)
        self.of = of


class RateLimited(ProviderError):
    """Too many requests; `retry_after_s` is the wait asked for, in seconds."""

    retryable = True

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Transient(ProviderError):
    """A passing fault; the same call may work in a moment, or after `retry_after_s` seconds where the vendor says so."""

    retryable = True

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class VendorDown(Transient):
    """The vendor failed again and again, so that nobody asks it for now; nothing was sent."""


class UnknownOutcome(ProviderError):
    """A paid submit whose outcome nobody knows."""
