"""HTTP/2's packed headers (RFC 7541): read as clients pack them, and written without packing."""

from collections import deque
from collections.abc import Iterator

Header = tuple[str, str]

# fmt: off
_STATIC: tuple[Header, ...] = (
    (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"),
    (":scheme", "http"), (":scheme", "https"), (":status", "200"), (":status", "204"), (":status", "206"),
    (":status", "304"), (":status", "400"), (":status", "404"), (":status", "500"), ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"),
    *((name, "") for name in (
        "accept-language", "accept-ranges", "accept", "access-control-allow-origin", "age", "allow", "authorization",
        "cache-control", "content-disposition", "content-encoding", "content-language", "content-length",
        "content-location", "content-range", "content-type", "cookie", "date", "etag", "expect", "expires", "from",
        "host", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified",
        "link", "location", "max-forwards", "proxy-authenticate", "proxy-authorization", "range", "referer", "refresh",
        "retry-after", "server", "set-cookie", "strict-transport-security", "transfer-encoding", "user-agent", "vary",
        "via", "www-authenticate",
    )),
)
_BITS = (
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
    28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12,
    10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5,
    6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22,
    23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22,
    22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26,
    26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27,
    27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27,
    27, 27, 27, 27, 26, 30,
)
# fmt: on
"""How many bits each byte's code has, and the last the end's: shorter ones come first, equally long ones by their byte."""


def _codes() -> dict[tuple[int, int], int]:
    """Each byte by the length of its code and the code."""
    found: dict[tuple[int, int], int] = {}
    code, length = 0, 5
    for symbol in sorted(range(257), key=lambda one: (_BITS[one], one)):
        code <<= _BITS[symbol] - length
        length = _BITS[symbol]
        found[length, code] = symbol
        code += 1
    return found


_CODES = _codes()


class Reader:
    """Reads the blocks of one connection, in their order: each may lean on those before it."""

    def __init__(self) -> None:
        self._recent: deque[Header] = deque()
        self._room = 4096

    def read(self, block: bytes) -> list[Header]:
        """The headers of a block."""
        found: list[Header] = []
        left = memoryview(block)
        while left:
            first = left[0]
            if first & 0x80:
                index, left = _number(left, 7)
                found.append(self._known(index))
            elif first & 0xE0 == 0x20:
                self._room, left = _number(left, 5)
                self._forget()
            else:
                kept = bool(first & 0x40)
                index, left = _number(left, 6 if kept else 4)
                name = self._known(index)[0] if index else ""
                if not index:
                    name, left = _text(left)
                value, left = _text(left)
                found.append((name, value))
                if kept:
                    self._recent.appendleft((name, value))
                    self._forget()
        return found

    def _known(self, index: int) -> Header:
        return _STATIC[index - 1] if index <= len(_STATIC) else self._recent[index - len(_STATIC) - 1]

    def _forget(self) -> None:
        while sum(len(name) + len(value) + 32 for name, value in self._recent) > self._room:
            self._recent.pop()


def written(headers: list[Header]) -> bytes:
    """A block that leans on nothing, and that nothing leans on."""
    return b"".join(b"\0" + b"".join(_plain(each.encode("latin-1")) for each in header) for header in headers)


def _plain(text: bytes) -> bytes:
    length = len(text)
    if length < 127:
        return bytes([length]) + text
    packed, rest = bytearray([127]), length - 127
    while rest >= 128:
        packed.append(rest % 128 + 128)
        rest //= 128
    return bytes([*packed, rest]) + text


def _number(left: memoryview, bits: int) -> tuple[int, memoryview]:
    most = (1 << bits) - 1
    number, left = left[0] & most, left[1:]
    if number < most:
        return number, left
    shift = 0
    while True:
        byte, left = left[0], left[1:]
        number += (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, left


def _text(left: memoryview) -> tuple[str, memoryview]:
    packed = bool(left[0] & 0x80)
    length, left = _number(left, 7)
    raw = bytes(left[:length])
    return (bytes(_unpacked(raw)) if packed else raw).decode("latin-1"), left[length:]


def _unpacked(raw: bytes) -> Iterator[int]:
    code = length = 0
    for byte in raw:
        for place in range(7, -1, -1):
            code, length = code << 1 | byte >> place & 1, length + 1
            if (symbol := _CODES.get((length, code))) is not None:
                yield symbol
                code = length = 0
