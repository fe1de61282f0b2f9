"""A key at AWS's Key Management Service, asked by boto3: credentials, region and endpoint are AWS's own settings."""

import re
from collections.abc import Callable
from threading import Lock
from typing import Any

import boto3
from botocore import exceptions as boto
from botocore.config import Config

from infra.payloads.kms import SCHEME, Purpose, WrongWrapping
from models.errors import BadInput, KeysAway
from models.excerpt import quoted

_ARN = re.compile(r"arn:aws[a-z-]*:kms:(?P<region>[a-z0-9-]+):\d{12}:key/[A-Za-z0-9-]{1,64}")
_NAMED = re.compile(r"(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)/|alias/|)[A-Za-z0-9/_-]{1,256}")

_WRONG = {"InvalidCiphertextException", "IncorrectKeyException"}
_NO_KEY = {"NotFoundException", "DisabledException", "KMSInvalidStateException", "InvalidKeyUsageException"}
_BROKEN = (boto.ConnectionError, boto.HTTPClientError)


class AwsKms:
    """A symmetric key of that ARN, id or alias; one of an ARN is asked for in the ARN's region."""

    def __init__(self, key: str) -> None:
        if not _NAMED.fullmatch(key):
            raise BadInput(f"{quoted(key, 58)} is no key of AWS KMS: give its ARN, its id, or alias/NAME.")
        self._key = key
        self._making, self._client = Lock(), None

    def wrap(self, key: bytes, purpose: Purpose) -> bytes:
        """A key, wrapped.

        Raises:
            KeysAway: the service does not answer, or not to us.

        """
        return bytes(self._encrypted(key, purpose)["CiphertextBlob"])

    def unwrap(self, wrapped: bytes, purpose: Purpose) -> bytes:
        """A key that was wrapped for that purpose.

        Raises:
            KeysAway: the service does not answer, or not to us.
            WrongWrapping: it was not wrapped with this key, or for something else.

        """
        asked = {"KeyId": self._key, "CiphertextBlob": wrapped, "EncryptionContext": _beside(purpose)}
        return bytes(self._ask(lambda client: client.decrypt(**asked))["Plaintext"])

    def address(self) -> str:
        """Where it is for good: an alias may lead to another key some day, which reads nothing of this one's.

        Raises:
            KeysAway: the service does not answer, or not to us.

        """
        return f"{SCHEME}{self._encrypted(b'whose', 'names')['KeyId']}"

    def _encrypted(self, key: bytes, purpose: Purpose) -> Any:  # noqa: ANN401 - as boto3 answers
        asked = {"KeyId": self._key, "Plaintext": key, "EncryptionContext": _beside(purpose)}
        return self._ask(lambda client: client.encrypt(**asked))

    def _ask(self, question: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - as boto3 answers
        try:
            return question(self._connected())
        except boto.ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in _WRONG:
                raise WrongWrapping(code) from error
            raise KeysAway(_refusal(self._key, code, error)) from error
        except _BROKEN as error:
            raise KeysAway(
                f"AWS KMS, which has the key {self._key}, does not answer ({type(error).__name__}): see that it can be reached."
            ) from error
        except boto.BotoCoreError as error:
            raise KeysAway(
                f"AWS KMS cannot be asked for the key {self._key} ({type(error).__name__}): set AWS's credentials and its region."
            ) from error

    def _connected(self) -> Any:  # noqa: ANN401 - boto3 makes its clients' classes at run time
        with self._making:
            if self._client is None:
                found = _ARN.fullmatch(self._key)
                session = boto3.session.Session()
                self._client = session.client(
                    "kms",
                    region_name=found["region"] if found else session.region_name,
                    # A workflow's task has ten seconds: whoever waits longer is answered in vain.
                    config=Config(
                        connect_timeout=2,
                        read_timeout=3,
                        retries={"mode": "standard", "total_max_attempts": 2},
                    ),
                )
            return self._client


def _beside(purpose: Purpose) -> dict[str, str]:
    """What the service notes down of each call, and has to be told again."""
    return {"longtake": purpose}


def _refusal(key: str, code: str, error: boto.ClientError) -> str:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _NO_KEY:
        return f"AWS KMS has no usable key {key} ({code}): see that it is there, symmetric and enabled."
    if status >= 500 or status == 429 or "Throttl" in code or "Timeout" in code:
        return f"AWS KMS, which has the key {key}, cannot answer now ({code})."
    return (
        f"AWS KMS refuses us the key {key} ({code}): see that AWS's credentials are right, and may kms:Encrypt and "
        "kms:Decrypt with it."
    )
