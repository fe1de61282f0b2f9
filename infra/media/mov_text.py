"""Subtitles inside an MP4 file: SRT text becomes `mov_text` packets."""

import re
import struct
from collections.abc import Generator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from av import Packet
    from av.container import OutputContainer

    Packets = Generator[Packet[Any], None, None]

_MILLISECOND = Fraction(1, 1000)

_CUE = re.compile(r"(\d+):(\d\d):(\d\d)[,.](\d{3}) --> (\d+):(\d\d):(\d\d)[,.](\d{3}).*((?:\n.+)+)")
_TAG = re.compile(r"</?(?:[biu]|font)\b[^>]*>", re.IGNORECASE)

_SUBTITLE_STYLE = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, \
MarginR, MarginV, Encoding
Style: Default,Sans,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0
"""
"""What a `mov_text` stream says of its looks, as FFmpeg takes it: white at the foot of the picture."""


class Line(NamedTuple):
    """A subtitle; `start` and `length` in milliseconds."""

    start: int
    length: int
    text: str


def lines_of(subtitles: str) -> list[Line]:
    """The subtitles of an SRT text in order; of its tags only the words are kept, anything else as it is."""
    lines = []
    for cue in _CUE.finditer("\n".join(subtitles.splitlines())):
        start, end = (
            ((int(cue[at]) * 60 + int(cue[at + 1])) * 60 + int(cue[at + 2])) * 1000 + int(cue[at + 3])
            for at in (1, 5)
        )
        text = _TAG.sub("", cue[9]).strip()
        if text and end > start:
            lines.append(Line(start, end - start, text))
    return sorted(lines)


def subtitle_track(film: "OutputContainer", lines: Sequence[Line], language: str) -> "Packets":
    """The subtitles' stream and its packets: the text's length in two bytes, then the text."""
    from av import Packet

    track = film.add_stream("mov_text")
    track.codec_context.subtitle_header = _SUBTITLE_STYLE
    track.time_base = _MILLISECOND
    track.metadata["language"] = language

    def packets() -> "Packets":
        for line in lines:
            text = line.text.encode()
            packet: Packet[Any] = Packet(struct.pack(">H", len(text)) + text)
            packet.stream, packet.time_base = track, _MILLISECOND
            packet.pts = packet.dts = line.start
            packet.duration = line.length
            packet.is_keyframe = True
            yield packet

    return packets()
