"""The object store in an S3 bucket: `<prefix>objects/ab/abcd….png`, with verified copies in a local cache."""

import base64
import hashlib
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any

from infra.storage.cache import Cache
from infra.storage.files import sha256_of, storage_errors
from infra.storage.local import MARK, blob_named, object_name
from infra.storage.s3_client import s3_client
from infra.storage.s3_errors import Missing, Place, Restart, Taken
from infra.storage.store import StoredBlob
from infra.storage.transfers import PART, Upload, fetch, send_in_parts
from models.errors import BadInput, CorruptAsset, StorageError, Unavailable
from models.orders.assets import Blob

_WEEK_S = 7 * 24 * 3600
_BEGINNINGS = 5
_LONGEST_COPY = 5 * 1000**3
_RENEW_AFTER = timedelta(hours=1)


class S3Store:
    """A `Store` in a bucket; `endpoint` is empty for AWS, `region` for the one that AWS's own settings name.

    Credentials come from AWS's own chain: the environment, a profile, the machine's role.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str,
        cache: Cache,
        *,
        endpoint: str = "",
        region: str = "",
        renew_after: timedelta = _RENEW_AFTER,
    ) -> None:
        self._bucket, self._prefix, self._cache = bucket, prefix, cache
        self._renew_after = renew_after
        self._place = Place(bucket, prefix, endpoint)
        self._client = self._place.ask_once(lambda: s3_client(endpoint, region))
        self._region, self._signer = region, self._client

    @property
    def describe(self) -> str:
        """The bucket, the folder in it and the endpoint."""
        return str(self._place)

    def lead_to(self, public: str) -> None:
        """Have links lead to another address of the same server: the one at which browsers reach it."""
        self._signer = self._place.ask_once(lambda: s3_client(public, self._region))

    def check(self) -> None:
        """Ask whether the bucket is there and ours to use; a store that does not answer now may do so later.

        Raises:
            BadInput: there is no such bucket, or it refuses us.

        """
        with suppress(Unavailable):
            # Unlike a HEAD, a listing's refusal says why, and rights to our folder alone are enough for it.
            self._place.ask_once(lambda: self._page(after="", names=1))

    def put_file(self, path: Path) -> Blob:
        """Keep a file's bytes under its suffix; a long one is sent in parts, and memory stays flat.

        Raises:
            StorageError: the file cannot be read, or what the store says.

        """
        with storage_errors(path):
            blob = Blob(sha256=sha256_of(path), suffix=path.suffix.lower(), size=path.stat().st_size)
            if blob.size <= PART:
                return self.put_bytes(path.read_bytes(), blob.suffix)
            upload = Upload(path, blob.size, self._at(blob), _headers(blob))
            self._put(blob, lambda condition: send_in_parts(self._client, self._place, upload, condition))
        if self._cache.find(blob) is None:
            with suppress(StorageError):  # a disk too full for a copy; the blob is where it belongs
                self._cache.add_file(blob, path)
        return blob

    def put_bytes(self, data: bytes, suffix: str) -> Blob:
        """Keep some bytes under a suffix such as `.json`.

        Raises:
            StorageError: what the store says.

        """
        digest = hashlib.sha256(data)
        blob = Blob(sha256=digest.hexdigest(), suffix=suffix, size=len(data))
        checksum = base64.b64encode(digest.digest()).decode()
        self._put(
            blob,
            lambda condition: self._ask(
                self._client.put_object,
                blob,
                Body=data,
                ChecksumSHA256=checksum,
                **_headers(blob),
                **condition,
            ),
        )
        if self._cache.find(blob) is None:
            with suppress(StorageError), self._cache.adding(blob) as copy:
                copy.write(data)
        return blob

    def open_file(self, blob: Blob) -> Path:
        """The path of a verified local copy, downloaded unless there is one. Read it, never write it.

        Raises:
            CorruptAsset: the bytes are missing or are not the ones that were stored; those are set aside
                in the bucket under `damaged/`.
            DiskFull, StorageError: the cache cannot be written, or what the store says.

        """
        found = self._cache.find(blob)
        if found is not None:
            return found
        try:
            with self._cache.adding(blob) as copy:
                damaged = fetch(self._client, self._place, self._at(blob), blob, copy)
                if damaged is not None:
                    self._set_aside(blob, damaged)
                    raise CorruptAsset(
                        f"{object_name(blob)} in the store {self._place} is not what was stored: "
                        "run the film again to make it anew.",
                        blob.sha256,
                    )
        except Missing as error:
            raise CorruptAsset(
                f"{object_name(blob)} is gone from the store {self._place}: run the film again to make it anew.",
                blob.sha256,
            ) from error
        return self._cache.path_of(blob)

    def read_bytes(self, blob: Blob) -> bytes:
        """A blob's verified bytes.

        Raises:
            CorruptAsset: as `open_file`.

        """
        path = self.open_file(blob)
        with storage_errors(path):
            return path.read_bytes()

    def holds(self, blob: Blob) -> bool:
        """Whether the blob is there with the right size and hash by its description; its bytes are not read."""
        found = self._head(blob)
        return found is not None and _describes(found, blob)

    def delete(self, blob: Blob) -> None:
        """Remove a blob and its local copy; one that is absent already is fine."""
        with suppress(Missing):
            self._ask(self._client.delete_object, blob)
        self._cache.forget(blob)

    def blobs(self) -> Iterator[StoredBlob]:
        """Every blob under the prefix, a page of names at a time."""
        after, more = "", True
        while more:
            page = self._place.ask(partial(self._page, after))
            for entry in page.get("Contents", ()):
                after = entry["Key"]
                if blob := blob_named(after.rpartition("/")[2], entry["Size"]):
                    yield StoredBlob(blob, entry["LastModified"].astimezone(UTC))
            more = page["IsTruncated"]

    def _page(self, after: str, names: int = 1000) -> dict[str, Any]:
        page: dict[str, Any] = self._client.list_objects_v2(
            Bucket=self._bucket, Prefix=f"{self._prefix}objects/", StartAfter=after, MaxKeys=names
        )
        return page

    def mark(self, given: str = "") -> str:
        """What the object `mark` says, which is made of the `given` one when there is none.

        Raises:
            StorageError: what the store says.

        """
        at = {"Bucket": self._bucket, "Key": self._prefix + MARK}

        def said() -> str:
            return str(self._client.get_object(**at)["Body"].read().decode().strip())

        with suppress(Missing):
            return self._place.ask(said)
        if not given:
            return ""
        with suppress(Taken, Restart):
            self._place.ask(lambda: self._client.put_object(**at, Body=given.encode(), IfNoneMatch="*"))
        return self._place.ask(said)

    def link(self, blob: Blob, seconds: int) -> str:
        """A presigned URL that anyone can download from for so many seconds.

        Raises:
            BadInput: less than a second, or more than the seven days that S3 allows.

        """
        if not 1 <= seconds <= _WEEK_S:
            raise BadInput(f"A link can last from 1 to {_WEEK_S} seconds (seven days), not {seconds}.")
        url: str = self._place.ask_once(
            lambda: self._signer.generate_presigned_url(
                "get_object", Params=self._at(blob), ExpiresIn=seconds
            )
        )
        return url

    def _put(self, blob: Blob, send: Callable[[dict[str, str]], object]) -> None:
        """Send the bytes unless the object is there; one that is not what its name says is replaced."""
        found = self._head(blob) if blob.size > PART else None
        for _ in range(_BEGINNINGS):
            try:
                if found is None:
                    send({"IfNoneMatch": "*"})
                elif _describes(found, blob):
                    self._renew(blob, found)
                else:
                    send({"IfMatch": found["ETag"]})
            except (Taken, Restart, Missing):
                found = self._head(blob)
            else:
                return
        raise Unavailable(f"{object_name(blob)} in the store {self._place} keeps changing: try again later.")

    def _renew(self, blob: Blob, found: dict[str, Any]) -> None:
        """Give an object that was stored a while ago the date of now, by the store's clock.

        Without it, bytes that nothing refers to any more and that are just being put again would look
        old to a garbage collection.
        """
        now = parsedate_to_datetime(found["ResponseMetadata"]["HTTPHeaders"]["date"])
        if now - found["LastModified"] < self._renew_after or blob.size > _LONGEST_COPY:
            return
        self._ask(
            self._client.copy_object,
            blob,
            CopySource=self._at(blob),
            CopySourceIfMatch=found["ETag"],
            MetadataDirective="REPLACE",
            **_headers(blob),
        )

    def _set_aside(self, blob: Blob, etag: str) -> None:
        """Move an object out of the way of the right bytes, for a person to look at."""
        damaged = f"{self._prefix}damaged/{blob.sha256}{blob.suffix}"
        with suppress(StorageError, BadInput):  # reporting the damage matters more
            self._place.ask_once(
                lambda: self._client.copy_object(
                    Bucket=self._bucket, Key=damaged, CopySource=self._at(blob), CopySourceIfMatch=etag
                )
            )
            self._place.ask_once(lambda: self._client.delete_object(**self._at(blob)))

    def _head(self, blob: Blob) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._ask(self._client.head_object, blob)
        except Missing:
            return None
        return found

    def _ask(self, operation: Callable[..., Any], blob: Blob, **arguments: Any) -> Any:  # noqa: ANN401 - boto3's
        return self._place.ask(lambda: operation(**self._at(blob), **arguments))

    def _at(self, blob: Blob) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + object_name(blob)}


def _headers(blob: Blob) -> dict[str, Any]:
    kind = mimetypes.types_map.get(blob.suffix, "application/octet-stream")
    return {"ContentType": kind, "Metadata": {"sha256": blob.sha256}}


def _describes(found: dict[str, Any], blob: Blob) -> bool:
    """Whether an object is what its name says; one copied there by another tool has no hash beside it."""
    sha256 = found["Metadata"].get("sha256", blob.sha256)
    return bool(found["ContentLength"] == blob.size and sha256 == blob.sha256)
