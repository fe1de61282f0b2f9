"""A folder of a bucket that files are put into by their places below it, for people and other programs to read."""

import mimetypes
from pathlib import Path
from typing import Any

from infra.storage.s3_client import s3_client
from infra.storage.s3_errors import Missing, Place
from infra.storage.transfers import PART, Upload, send_in_parts
from models.orders.assets import Blob


class S3Folder:
    """A folder of a bucket; `prefix` is empty or ends in a slash, `endpoint` and `region` are as in an `S3Store`.

    Its calls raise what `Place.ask` raises; messages call the bucket by what `named` says.
    """

    def __init__(self, bucket: str, prefix: str, *, endpoint: str = "", region: str = "", named: str) -> None:
        self._bucket, self._prefix = bucket, prefix
        self._place = Place(bucket, prefix, endpoint, named)
        self._client = self._place.ask_once(lambda: s3_client(endpoint, region))

    def read(self, place: str, most: int) -> bytes | None:
        """The bytes of an object of at most `most` bytes; None where there is none, or a larger one."""
        try:
            found = self._place.ask(lambda: self._client.head_object(**self._at(place)))
            if found["ContentLength"] > most:
                return None
            return self._place.ask(lambda: bytes(self._client.get_object(**self._at(place))["Body"].read()))
        except Missing:
            return None

    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        listed = self._place.ask(
            lambda: self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, MaxKeys=1)
        )
        return not listed.get("KeyCount", 0)

    def tidy(self) -> None:
        """Nothing: an object is there whole or not at all."""

    def holds(self, place: str, blob: Blob) -> bool:
        """Whether an object with the blob's bytes is there, as it was put there."""
        try:
            found: dict[str, Any] = self._place.ask(lambda: self._client.head_object(**self._at(place)))
        except Missing:
            return False
        return bool(found["ContentLength"] == blob.size and found["Metadata"].get("sha256") == blob.sha256)

    def copy(self, place: str, blob: Blob, source: Path) -> None:
        """Put a file there that has the blob's bytes, whole or not at all, in the place of whatever is there."""
        kind = mimetypes.types_map.get(source.suffix, "application/octet-stream")
        headers = {"ContentType": kind, "Metadata": {"sha256": blob.sha256}}
        if blob.size > PART:
            send_in_parts(self._client, self._place, Upload(source, blob.size, self._at(place), headers), {})
            return
        data = source.read_bytes()
        self._place.ask(lambda: self._client.put_object(**self._at(place), Body=data, **headers))

    def _at(self, place: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + place}
