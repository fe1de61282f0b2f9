"""AWS' Key Management Service as far as Longtake asks it: Encrypt and Decrypt with symmetric keys, over its JSON protocol.

It is stricter than AWS: it takes nothing that it does not know, and no call without an encryption context; signatures are
computed again. It can be away, refuse, and have a key disabled; it counts what it was asked.
"""

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.payloads.key_services import kms_at
from infra.payloads.keys import _unwrapped
from tests.kit.object_stores import use_credentials

ACCESS, SECRET = "longtake-kms", "not-a-secret-41d7"
REGION = "eu-central-1"
ARN = f"arn:aws:kms:{REGION}:111122223333:key/0a0b0c0d-1111-4222-8333-444455556666"
OTHER_ARN = f"arn:aws:kms:{REGION}:111122223333:key/99990000-1111-4222-8333-444455556666"
ALIAS = "alias/longtake"

Manner = Literal["well", "away", "denied", "disabled", "slow"]
_TAKES = {
    "Encrypt": {"KeyId", "Plaintext", "EncryptionContext"},
    "Decrypt": {"KeyId", "CiphertextBlob", "EncryptionContext"},
}
_MOST_PLAIN = 4096


class Refused(Exception):
    """What AWS calls an error: its code, and the status."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass
class AwsKmsDouble:
    """A service with two keys, of which one has an alias; `calls` are the operations that it was asked for."""

    manner: Manner = "well"
    calls: list[str] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=lambda: {ALIAS: ARN})
    address: str = ""
    allowed: frozenset[str] = frozenset(_TAKES)
    go_on: threading.Event = field(default_factory=threading.Event)
    _masters: Mapping[str, AESGCM] = field(
        default_factory=lambda: {ARN: AESGCM(b"m" * 32), OTHER_ARN: AESGCM(b"o" * 32)}
    )

    def asked(self, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        """The answer to one operation."""
        self.calls.append(operation)
        if operation not in _TAKES or set(given) != _TAKES[operation] or not given["EncryptionContext"]:
            raise Refused("ValidationException")
        if self.manner == "slow":
            self.go_on.wait(60)
        if self.manner == "away":
            raise Refused("KMSInternalException", 500)
        if self.manner == "denied" or operation not in self.allowed:
            raise Refused("AccessDeniedException")
        arn = self._arn(given["KeyId"])
        if self.manner == "disabled":
            raise Refused("DisabledException")
        beside = json.dumps(given["EncryptionContext"], sort_keys=True).encode()
        if operation == "Encrypt":
            plain = base64.b64decode(given["Plaintext"], validate=True)
            if not 0 < len(plain) <= _MOST_PLAIN:
                raise Refused("ValidationException")
            nonce = len(self.calls).to_bytes(12, "big")
            blob = arn.encode() + b"\0" + nonce + self._masters[arn].encrypt(nonce, plain, beside)
            algorithm = {"EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}
            return {"CiphertextBlob": base64.b64encode(blob).decode(), "KeyId": arn, **algorithm}
        return self._decrypted(arn, base64.b64decode(given["CiphertextBlob"], validate=True), beside)

    def _arn(self, key: str) -> str:
        arn = self.aliases.get(key) or next((one for one in self._masters if key in (one, one[-36:])), None)
        if arn is None:
            raise Refused("NotFoundException")
        return arn

    def _decrypted(self, arn: str, blob: bytes, beside: bytes) -> dict[str, Any]:
        whose, _, rest = blob.partition(b"\0")
        if whose.decode(errors="replace") not in self._masters:
            raise Refused("InvalidCiphertextException")
        if whose != arn.encode():
            raise Refused("IncorrectKeyException")
        try:
            plain = self._masters[arn].decrypt(rest[:12], rest[12:], beside)
        except (InvalidTag, ValueError):
            raise Refused("InvalidCiphertextException") from None
        return {
            "Plaintext": base64.b64encode(plain).decode(),
            "KeyId": arn,
            "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        }


def signed(path: str, headers: Mapping[str, str], body: bytes, address: str) -> bool:
    """Whether a request is signed for this service by who may ask it."""
    said = headers.get("authorization", "")
    parts = dict(
        one.strip().split("=", 1) for one in said.removeprefix("AWS4-HMAC-SHA256 ").split(",") if "=" in one
    )
    names = parts.get("SignedHeaders", "").split(";")
    date = headers.get("x-amz-date", "")
    scope = f"{ACCESS}/{date[:8]}/{REGION}/kms/aws4_request"
    if parts.get("Credential") != scope or not {"host", "x-amz-date", "x-amz-target"} <= {*names}:
        return False
    request = AWSRequest("POST", f"{address}{path}", {name: headers[name] for name in names}, body)
    request.context["timestamp"] = date
    auth = SigV4Auth(Credentials(ACCESS, SECRET), "kms", REGION)
    told = auth.string_to_sign(request, auth.canonical_request(request))
    return bool(auth.signature(told, request) == parts.get("Signature"))


def operation_in(path: str, headers: Mapping[str, str], body: bytes, address: str) -> str:
    """What is asked for."""
    service, _, operation = headers.get("X-Amz-Target", "").partition(".")
    if headers.get("Content-Type") != "application/x-amz-json-1.1" or service != "TrentService":
        raise Refused("UnknownOperationException")
    if not signed(path, {name.lower(): value for name, value in headers.items()}, body, address):
        raise Refused("IncompleteSignatureException", 403)
    return operation


@pytest.fixture
def kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsKmsDouble]:
    """The service as the environment names it; nobody remembers an earlier one."""
    use_credentials(monkeypatch, ACCESS, SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with _served() as double:
        monkeypatch.setenv("AWS_ENDPOINT_URL_KMS", double.address)
        kms_at.cache_clear()
        _unwrapped.cache_clear()
        yield double
    kms_at.cache_clear()
    _unwrapped.cache_clear()


@contextmanager
def _served() -> Iterator[AwsKmsDouble]:
    double = AwsKmsDouble()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {**self.headers}
            try:
                operation = operation_in(self.path, headers, body, double.address)
                status, told = 200, double.asked(operation, json.loads(body))
            except Refused as refused:
                status, told = refused.status, {"__type": refused.code, "message": refused.code}
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server calls it
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    double.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield double
    finally:
        double.go_on.set()
        server.shutdown()
        server.server_close()
