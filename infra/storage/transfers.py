"""Files of any size on their way: sent in parts, fetched in a stream; a break costs a part and not the file."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from infra.storage.files import CHUNK
from infra.storage.s3_errors import Place
from models.errors import LongtakeError
from models.orders.assets import Blob

PART = 8 * 1024 * 1024
"""Bytes; what is no longer than this is sent at once."""
_PARTS_AT_ONCE = 4
_MOST_PARTS = 10_000


class Upload(NamedTuple):
    """A file of `size` bytes for `target` (bucket and key), and the headers that it has there."""

    path: Path
    size: int
    target: dict[str, Any]
    headers: dict[str, Any]


def send_in_parts(
    client: Any,  # noqa: ANN401 - boto3 makes its clients' classes at run time
    place: Place,
    upload: Upload,
    condition: dict[str, Any],
) -> None:
    """Send a file in parts, to stay if the condition holds when it is complete.

    Raises:
        Taken: the condition does not hold.
        Restart: the store forgot the parts, or somebody else is writing the same object.
        LongtakeError: what `Place.ask` raises.

    """
    path, size, target, headers = upload
    length = max(PART, -(-size // _MOST_PARTS))
    begun = target | {
        "UploadId": place.ask(lambda: client.create_multipart_upload(**target, **headers))["UploadId"]
    }

    def send(number: int) -> dict[str, Any]:
        with path.open("rb") as file:
            file.seek((number - 1) * length)
            data = file.read(length)
        answer = place.ask(lambda: client.upload_part(**begun, PartNumber=number, Body=data))
        return {"PartNumber": number, "ETag": answer["ETag"]}

    pool = ThreadPoolExecutor(_PARTS_AT_ONCE, thread_name_prefix="upload")
    try:
        # Each thread waits as patiently as its caller, whose patience is in the context.
        sending = [pool.submit(copy_context().run, send, number + 1) for number in range(-(-size // length))]
        parts = [part.result() for part in sending]
        place.ask(
            lambda: client.complete_multipart_upload(**begun, **condition, MultipartUpload={"Parts": parts})
        )
    except BaseException:
        pool.shutdown(cancel_futures=True)
        with suppress(LongtakeError):  # a store that cannot even forget the parts; the first error matters
            place.ask_once(lambda: client.abort_multipart_upload(**begun))
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def fetch(
    client: Any,  # noqa: ANN401 - boto3 makes its clients' classes at run time
    place: Place,
    source: dict[str, Any],
    blob: Blob,
    copy: BinaryIO,
) -> str | None:
    """Stream an object into a file; None if its bytes are the blob's, else its ETag.

    Raises:
        Missing: there is no such object.
        LongtakeError: what `Place.ask` raises.

    """
    digest, got, etag = hashlib.sha256(), 0, ""

    def go_on() -> None:
        nonlocal got, etag
        rest = {"Range": f"bytes={got}-"} if got else {}
        answer = client.get_object(**source, **rest)
        etag = answer.get("ETag", "")
        body = answer["Body"]
        with body:  # which gives the bare stream, where a connection that ends early looks like the end
            while got <= blob.size and (chunk := body.read(CHUNK)):
                got += len(chunk)
                digest.update(chunk)
                copy.write(chunk)

    place.ask(go_on)
    return None if got == blob.size and digest.hexdigest() == blob.sha256 else etag
