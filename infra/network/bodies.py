"""The body of an answer: counted as it comes over the wire, and unpacked only where that can be bounded."""

import zlib
from collections.abc import Iterator

import httpx

from infra.network.wire import TooLong

_STEP = 64 * 1024
_DIGITS = 20
"""Of a length that is a number to anybody."""
_PACKED = {"gzip", "x-gzip", "deflate"}


class Encoded(httpx.DecodingError):
    """The body is packed in a way that is not read: nobody asked for it to be packed at all."""


def encodings_of(headers: httpx.Headers) -> list[str]:
    """How a body is packed, the last step last; empty where it comes as it is."""
    named = [each.strip().lower() for each in headers.get("content-encoding", "").split(",")]
    return [each for each in named if each not in ("", "identity")]


def check_declared(headers: httpx.Headers, most: int) -> None:
    """See that an answer does not say to have more bytes than are read; raises `TooLong`."""
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and (len(length) > _DIGITS or int(length) > most):
        raise TooLong(f"more than {most} bytes")


def bounded(parts: Iterator[bytes], encodings: list[str], most: int) -> Iterator[bytes]:
    """A body, unpacked, in pieces of at most 64 KiB.

    `most` bytes are read of what comes and given of what is unpacked.

    Raises:
        TooLong: there is more, after `most` bytes were given or read.
        Encoded: it is packed in more than one step, or in a way that is not known here.
        httpx.DecodingError: it is not packed as it says.

    """
    if len(encodings) > 1 or not _PACKED.issuperset(encodings):
        raise Encoded(", ".join(encodings)[:60])
    came = _cut_off(parts, most)
    return _cut_off(_unpacked(came), most) if encodings else came


def _cut_off(parts: Iterator[bytes], most: int) -> Iterator[bytes]:
    left = most
    for part in parts:
        for start in range(0, len(part), _STEP):
            piece = part[start : start + _STEP]
            if len(piece) > left:
                if left:
                    yield piece[:left]
                raise TooLong(f"more than {most} bytes")
            left -= len(piece)
            yield piece


def _unpacked(parts: Iterator[bytes]) -> Iterator[bytes]:
    """One step of gzip or zlib, never more than 64 KiB of it at a time."""
    packer = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        for part in parts:
            data = part
            while data:
                if packer.eof:
                    raise httpx.DecodingError("something follows what is packed")
                piece = packer.decompress(data, _STEP)
                if piece:
                    yield piece
                data = packer.unconsumed_tail or packer.unused_data
        while not packer.eof and (piece := packer.decompress(packer.unconsumed_tail, _STEP)):
            yield piece
    except zlib.error:
        raise httpx.DecodingError("it is not packed as it says") from None
    if not packer.eof:
        raise httpx.DecodingError("it ends before its end")
