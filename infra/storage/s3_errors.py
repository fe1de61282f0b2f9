"""What S3 and the way to it say, as errors of ours; what a caller handles itself has a class of its own here."""

from collections.abc import Callable
from typing import TypeVar

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError

from infra.patience import patiently
from models.errors import BadInput, LongtakeError, StorageError, Unavailable

T = TypeVar("T")

_BROKEN = (
    boto.ConnectionError,
    boto.HTTPClientError,
    boto.IncompleteReadError,
    ResponseParserError,
    HTTPError,
)
_NO_CREDENTIALS = (
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.CredentialRetrievalError,
    boto.TokenRetrievalError,
    boto.SSOTokenLoadError,
    boto.UnauthorizedSSOTokenError,
    boto.ProfileNotFound,
)
_BUSY = {"RequestTimeout", "RequestTimeTooSkewed", "SlowDown", "Throttling", "ThrottlingException"}


class Missing(StorageError):
    """The object is not there."""


class Taken(StorageError):
    """The object is not as the write's condition wants it; for most writes: it is there already."""


class Restart(StorageError):
    """The write has to be begun anew: another one was under way, or the store lost what it had of this one."""


_HANDLED: dict[str, type[StorageError]] = {
    "404": Missing,
    "NoSuchKey": Missing,
    "412": Taken,
    "PreconditionFailed": Taken,
    "409": Restart,
    "ConditionalRequestConflict": Restart,
    "NoSuchUpload": Restart,
    "InvalidPart": Restart,
}


class Place:
    """A bucket at an endpoint, as people know it: `s3://bucket/folder`, and where that is; `named` is what names it."""

    def __init__(self, bucket: str, prefix: str, endpoint: str, named: str = "LONGTAKE_STORE") -> None:
        self._bucket = bucket
        self._named = named
        self._name = f"s3://{bucket}/{prefix}".rstrip("/")
        self._endpoint = endpoint or "AWS"

    def __str__(self) -> str:
        return f"{self._name} at {self._endpoint}"

    def ask(self, question: Callable[[], T]) -> T:
        """The store's answer; while it does not answer, the question is asked again as patience allows.

        Raises:
            BadInput: there is no such bucket, or it is not ours to use.
            Missing, Taken, Restart: what each says.
            Unavailable: patience ran out.
            StorageError: anything else, by its code.

        """
        return patiently(lambda: self.ask_once(question))

    def ask_once(self, question: Callable[[], T]) -> T:
        """As `ask`, without patience."""
        try:
            return question()
        except boto.ClientError as error:
            raise self._refusal(error) from error
        except _BROKEN as error:
            raise Unavailable(
                f"The store {self} does not answer ({type(error).__name__}): see that it runs, "
                "and that LONGTAKE_S3_ENDPOINT is right."
            ) from error
        except _NO_CREDENTIALS as error:
            raise BadInput(
                f"There are no usable credentials for the store {self} ({type(error).__name__}): set "
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, in the environment."
            ) from error
        except boto.BotoCoreError as error:
            raise StorageError(f"The store {self} cannot be used: {type(error).__name__}.") from error

    def _refusal(self, error: boto.ClientError) -> LongtakeError:
        code = error.response.get("Error", {}).get("Code", "")
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code == "NoSuchBucket":
            return BadInput(
                f"The bucket {self._bucket!r} of the store {self} does not exist: create it, "
                f"or correct {self._named}."
            )
        if code in _HANDLED:
            return _HANDLED[code](f"The store {self} answers {code}.")
        if code == "RequestTimeTooSkewed":
            return Unavailable(f"The clocks of this machine and of the store {self} differ: set them right.")
        if code in _BUSY or status >= 500 or status == 429:
            return Unavailable(f"The store {self} cannot answer now ({code}): see that it is well.")
        if status in (401, 403) or code in ("ExpiredToken", "InvalidToken"):
            return BadInput(
                f"The store {self} refuses us ({code}): see that the bucket's name and the AWS credentials in "
                "the environment are right, and that they may list, read, write and delete there."
            )
        return StorageError(f"The store {self} cannot do what was asked: it answers {code} ({status}).")
