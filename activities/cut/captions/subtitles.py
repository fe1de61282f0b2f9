"""The film's captions as files for players: SRT and WebVTT."""

import html
from collections.abc import Iterator, Sequence

import pysubs2

from activities.cut.captions.line_breaks import plain
from models.cut.timeline import Caption


def srt(captions: Sequence[Caption]) -> str:
    """The captions as an SRT file's text; empty when there are none."""
    file = pysubs2.SSAFile()
    for caption, lines in _shown(captions):
        text = "\\N".join(lines)
        text = f"{{\\i1}}{text}{{\\i0}}" if caption.thought else text
        start, end = round(caption.start * 1000), round(caption.end * 1000)
        file.append(pysubs2.SSAEvent(start=start, end=end, text=text))
    return file.to_string("srt")


def vtt(captions: Sequence[Caption]) -> str:
    """The captions as a WebVTT file's text, each with its speaker's voice; only its header when there are none."""
    cues = [
        f"{_clock(caption.start)} --> {_clock(caption.end)}\n" + _cue(caption, lines)
        for caption, lines in _shown(captions)
    ]
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def _cue(caption: Caption, lines: Sequence[str]) -> str:
    """The words of a cue; what somebody says is in a voice span, which players need not show, a thought in italics."""
    words = "\n".join(html.escape(line, quote=False) for line in lines)
    words = f"<i>{words}</i>" if caption.thought else words
    name = html.escape(plain(caption.speaker), quote=False)
    return f"<v {name}>{words}</v>" if name else words


def _shown(captions: Sequence[Caption]) -> Iterator[tuple[Caption, list[str]]]:
    """The captions with their lines in plain words; an empty line would end a caption, and is left out."""
    for caption in captions:
        if lines := [words for line in caption.lines if (words := plain(line))]:
            yield caption, lines


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}.{whole % 1000:03d}"
