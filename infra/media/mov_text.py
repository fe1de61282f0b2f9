"""Subtitles inside an MP4 file: captions become `mov_text` packets."""

import struct
from collections.abc import Generator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.cut.timeline import Caption

if TYPE_CHECKING:
    from av import Packet
    from av.container import OutputContainer

    Packets = Generator[Packet[Any], None, None]

_MILLISECOND = Fraction(1, 1000)
_ITALIC, _SIZE = 2, 16

_SUBTITLE_STYLE = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, \
MarginR, MarginV, Encoding
Style: Default,Sans,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0
"""
"""What a `mov_text` stream says of its looks, as FFmpeg takes it: white at the foot of the picture."""


def subtitle_track(film: "OutputContainer", captions: Sequence[Caption], language: str) -> "Packets":
    """The subtitles' stream and its packets, in order: the text's length in two bytes, the text, and how it is set."""
    from av import Packet

    track = film.add_stream("mov_text")
    track.codec_context.subtitle_header = _SUBTITLE_STYLE
    track.time_base = _MILLISECOND
    track.metadata["language"] = language

    def packets() -> "Packets":
        for caption in sorted(captions, key=lambda caption: caption.start):
            text, start = caption.text.encode(), round(caption.start * 1000)
            slanted = _italics(len(caption.text)) if caption.thought else b""
            packet: Packet[Any] = Packet(struct.pack(">H", len(text)) + text + slanted)
            packet.stream, packet.time_base = track, _MILLISECOND
            packet.pts = packet.dts = start
            packet.duration = round(caption.end * 1000) - start
            packet.is_keyframe = True
            yield packet

    return packets()


def _italics(characters: int) -> bytes:
    """A style record over so many characters of a sample's text (ISO/IEC 14496-17, 3GPP TS 26.245): font 1, italic, white."""
    record = struct.pack(">HHHBB4s", 0, characters, 1, _ITALIC, _SIZE, b"\xff" * 4)
    return struct.pack(">I4sH", 10 + len(record), b"styl", 1) + record
