"""Loudness by EBU R 128: measured, and kept under a true-peak ceiling by a limiter."""

from collections.abc import Iterator

import av
import av.filter
import numpy as np

from infra.media.sound import RATE, Samples

SILENT_LUFS = -69.0
"""At or below this a sound counts as silence."""

_CEILING_DB = -1.6
"""The limiter's ceiling at four times the rate, so that peaks between samples stay below −1 dBTP."""


def loudness(blocks: Iterator[Samples]) -> float:
    """The integrated loudness of stereo blocks in LUFS; −70 for silence."""
    measured = -70.0
    for frame in _through(blocks, (("ebur128", "metadata=1"),)):
        measured = float(frame.metadata.get("lavfi.r128.I", measured))
    return measured


def limited(blocks: Iterator[Samples]) -> Iterator[Samples]:
    """The same stereo blocks with true peaks at −1.6 dB at most, looked ahead so that nothing is late."""
    limit = 10 ** (_CEILING_DB / 20)
    chain = (
        ("aresample", f"{4 * RATE}"),
        ("alimiter", f"limit={limit:.4f}:attack=5:release=80:level=disabled:latency=1"),
        ("aresample", f"{RATE}"),
        ("aformat", "sample_fmts=flt:channel_layouts=stereo"),
    )
    for frame in _through(blocks, chain):
        yield np.asarray(frame.to_ndarray(), np.float32).reshape(-1, 2)


def _through(blocks: Iterator[Samples], chain: tuple[tuple[str, str], ...]) -> Iterator[av.AudioFrame]:
    """What comes out of a chain of ffmpeg filters that stereo blocks at 48 kHz are sent through."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="stereo", time_base=f"1/{RATE}")  # type: ignore[arg-type]
    last = source
    for name, options in chain:
        step = graph.add(name, options)
        last.link_to(step)
        last = step
    last.link_to(graph.add("abuffersink"))
    graph.configure()
    at = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(block, np.float32).reshape(1, -1), format="flt", layout="stereo"
        )
        frame.sample_rate, frame.pts = RATE, at
        at += len(block)
        graph.push(frame)
        yield from _ready(graph)
    graph.push(None)
    yield from _ready(graph)


def _ready(graph: av.filter.Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, av.AudioFrame):
            yield frame
