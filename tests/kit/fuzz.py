"""Fuzzing: strange values from outside, how many of them are tried, and what a refusal of one must be.

`make test` tries few, always the same; `make fuzz` many times as many, others each time.
"""

import json
import os
import re
import time
import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from models.errors import LongtakeError

T = TypeVar("T")

TIMES = int(os.environ.get("LONGTAKE_FUZZ", "1"))
"""How many times as many examples are tried."""
MOST_CPU_S = 2.0
"""What reading one input of a few kB may take of a processor; usual are milliseconds."""
MOST_SAID = 1000
"""Characters of a sentence that a person still reads."""

_JOINERS = "\u200c\u200d"

HUGE_WHOLE, HUGE_EXPONENT = "9" * 5000, "1e99999999999999999999"
"""A number that int() refuses, and one that Decimal() does."""

STRANGE_TEXTS = (
    *("", " ", "\x00", "a\x00b", "\x1b[2J\x1b]0;owned\x07", "\u202edcba\u202c", "\u2066x\u2069", "\ud800", "\udfff\ud800"),
    *("\ufeff", "\ufffe", "\u2028", "\u0085", "\u200d", "e\u0301", "١٢٣", "１２", "²", "\U0001f469\u200d\U0001f680", "ﷺ" * 20),
    *("../../etc/passwd", "/etc/passwd", "~/.ssh", "CON", "a/b", "a\\b", ".", "..", "%2e%2e%2f", "'; --", "{{7*7}}", "${HOME}"),
    *("NaN", "nan", "Infinity", "-inf", "1e5000", "-1e-5000", "0x10", "1_0", "1,5", "-0", "null", "none", "true"),
    *("a" * 300, "é" * 5000, HUGE_WHOLE, HUGE_EXPONENT, "<" * 3000, "{" * 3000, "\\" * 999),
)  # fmt: skip
texts = (
    st.sampled_from(STRANGE_TEXTS)
    | st.text(max_size=40)
    | st.text("ab 01.-_/{}\"'\\\n\x1b\u202e", max_size=20)
)
numbers = (
    st.integers(-3, 3)
    | st.sampled_from([10**18, -(2**63), 2**64, 10**400, 1e308, -0.0, 5e-324, float("nan"), float("inf"), -1e400])
    | st.floats()
)  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
"""Anything that JSON can say, and some that it cannot."""

_TOKENS = (
    *("{", "}", "[", "]", '"', ":", ",", "\\", "\n", "=", "'", '"""', "'''", "null", "true", "#", "[[a]]\n", "a.b.c=1\n"),
    *("NaN", "-Infinity", "1e400", "-0", "0x" + "f" * 4000, HUGE_WHOLE, HUGE_EXPONENT, "1979-05-27T07:32:00Z", "07:32:00"),
    *(r"\ud800", r"\u0000", r"\u202e", "\x00", "\x1b[31m", "\ufeff", "\u2028", "é", "\U0001f600"),
    *("[" * 400, "[" * 20_000, '{"a":' * 900, "a." * 2_000, "\\" * 999, " " * 2_000),
)  # fmt: skip
_VALUE = re.compile(r'"[^"]*"|-?\d+(?:\.\d+)?')


@st.composite
def mutated(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text with some of it taken out, doubled, or replaced by what a parser may stumble over; often a whole value."""
    text = draw(texts)
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()) and (spans := [found.span() for found in _VALUE.finditer(text)]):
            start, end = draw(st.sampled_from(spans))
        else:
            start = draw(st.integers(0, len(text)))
            end = min(len(text), start + draw(st.integers(0, 12)))
        put = draw(st.sampled_from(_TOKENS) | st.just(text[start:end] * 2) | st.just(""))
        text = text[:start] + put + text[end:]
    return text


@st.composite
def broken(draw: st.DrawFn, files: st.SearchStrategy[bytes]) -> bytes:
    """A file with some bytes changed, cut out, doubled or put elsewhere; its end may be missing."""
    data = bytearray(draw(files))
    for _ in range(draw(st.integers(1, 6))):
        if not data:
            break
        start = draw(st.integers(0, len(data) - 1))
        end = min(len(data), start + draw(st.sampled_from([1, 1, 2, 4, 8, 64])))
        match draw(st.integers(0, 4)):
            case 0:
                data[start:end] = draw(st.binary(min_size=1, max_size=8))
            case 1:
                data[start:end] = b"\xff" * (end - start)
            case 2:
                data[start:end] = b"\0" * (end - start)
            case 3:
                data[start:start] = data[start:end] * draw(st.integers(1, 20))
            case _:
                del data[start : end if draw(st.booleans()) else len(data)]
    return bytes(data)


def as_json(value: object) -> str:
    """JSON, with what only Python writes: NaN and halves of characters."""
    return json.dumps(value, default=str)


def nested(depth: int, open_: str = "[", close: str = "]") -> str:
    """Brackets in brackets, all closed."""
    return open_ * depth + close * depth


def fuzzed(examples: int) -> Callable[[Any], Any]:
    """A test over strange inputs; put above `@given`. Files that one example leaves are there for the next."""

    def mark(test: Any) -> Any:
        made = settings(
            max_examples=examples * TIMES,
            derandomize=TIMES == 1,
            database=None,
            deadline=None,
            print_blob=TIMES > 1,
            suppress_health_check=list(HealthCheck),
        )(test)
        return pytest.mark.fuzz(made)

    return mark


def taken(read: Callable[[], T], *refusals: type[Exception]) -> T | None:
    """What `read` makes of its input, in bounded time; None when it refuses it in one sentence of ours."""
    before = time.thread_time()
    refused = refusals or (LongtakeError,)
    try:
        found = read()
    except refused as error:
        assert_sentence(str(error))
        found = None
    spent = time.thread_time() - before
    assert spent < MOST_CPU_S, f"This took {spent:.1f} s of a processor."
    return found


def assert_sentence(said: str) -> None:
    """See that a message is one line of a bounded length that any terminal, log and history can hold."""
    assert said.strip(), "It says nothing."
    assert len(said) <= MOST_SAID, f"{len(said):,} characters: {said[:200]} … {said[-100:]}"
    assert not (odd := strange_in(said)), f"It has {odd!r} in it: {said[:300]!r}"


def strange_in(text: str) -> list[str]:
    """The characters that steer a terminal, end a line, turn the direction, or that no file can hold."""
    return [
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in _JOINERS
    ]
