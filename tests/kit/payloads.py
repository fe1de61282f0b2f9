"""Payloads as others may send them: started, signalled and updated with whatever bytes, past every converter."""

from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue


def raw(data: bytes, encoding: str = "json/plain", **metadata: str) -> RawValue:
    """A payload of these bytes, said to be in an encoding."""
    fields = {"encoding": encoding, **metadata}
    return RawValue(Payload(metadata={name: text.encode() for name, text in fields.items()}, data=data))


REFERENCE = b'{"driverName": "longtake.store", "claimData": %s}'

UNDECODABLE = {
    "no-json": raw(b"{"),
    "no-text": raw(b"\xff\xfe"),
    "empty": raw(b""),
    "huge-number": raw(b'{"brief": %s}' % (b"9" * 5000)),
    "too-deep": raw(b"[" * 5000 + b"]" * 5000),
    "no-such-encoding": raw(b"{}", "json/plainer"),
    "no-encoding": RawValue(Payload(data=b"{}")),
    "encoding-of-no-text": RawValue(Payload(metadata={"encoding": b"\xff"}, data=b"{}")),
    "no-such-protobuf": raw(b"{}", "json/protobuf", messageType="no.Such"),
    "broken-protobuf": raw(b"\xff", "binary/protobuf", messageType="temporal.api.common.v1.Payload"),
    "refers-to-nothing": raw(b"{", "json/external-storage-reference"),
    "refers-elsewhere": raw(
        b'{"driver_name": "s3", "driver_claim": {"claim_data": {"key": "x"}}}',
        "json/external-storage-reference",
    ),
    "refers-to-what-is-not-there": raw(
        REFERENCE % (b'{"sha256": "%s", "size": "9"}' % (b"a" * 64)),
        "json/protobuf",
        messageType="temporal.api.sdk.v1.ExternalStorageReference",
    ),
    "refers-out-of-the-store": raw(
        REFERENCE % b'{"sha256": "../../etc/passwd", "size": "9"}',
        "json/protobuf",
        messageType="temporal.api.sdk.v1.ExternalStorageReference",
    ),
    "refers-to-too-much": raw(
        REFERENCE % (b'{"sha256": "%s", "size": "99999999999"}' % (b"a" * 64)),
        "json/protobuf",
        messageType="temporal.api.sdk.v1.ExternalStorageReference",
    ),
    "marked-as-a-reference": raw(b"{}", __temporal_external_storage_reference="true"),
}
"""Payloads that cannot be decoded, by what is wrong with them."""
