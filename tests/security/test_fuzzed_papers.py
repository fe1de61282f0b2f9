"""What a film says, in any words, as subtitles, timelines and edit lists: other programs read the same again."""

import html
import io
import json
import re

import av
from hypothesis import example, given
from hypothesis import strategies as st

from activities.cut.captions.line_breaks import plain
from activities.cut.captions.subtitles import srt, vtt
from activities.cut.papers.edl import edl
from activities.cut.papers.otio import otio
from models.cut.delivery import Picture
from models.cut.timeline import Caption, Marker, Timeline, TimelineClip, TimelineSound, Transition
from tests.kit.fuzz import fuzzed, strange_in, taken, texts
from tests.kit.otio_reading import timeline_of

WORDS = texts.filter(lambda text: len(text) < 400 and (text.isprintable() or text.isascii())) | st.sampled_from(
    ["--> 00:00:00,000", "00:01 --> 00:02", "1", "<b>x</b>", "{\\an8}x", "\\N", "\\h", "&lt;", "WEBVTT", "NOTE x", "STYLE", "a\n\nb", "a\r\n\r\n2\n00:00:01,000 --> 00:00:02,000\nforged"]
)  # fmt: skip
TIMES = st.floats(0, 10_000) | st.sampled_from([0.0, 59.9996, 3599.9999])
CAPTIONS = st.lists(
    st.builds(
        lambda start, long, lines: Caption(start=start, end=start + long, lines=tuple(lines)),
        TIMES, st.floats(0.01, 20), st.lists(WORDS, min_size=1, max_size=2),
    ),
    max_size=4,
    unique_by=lambda caption: round(caption.start, 2),
)  # fmt: skip


def said(captions: list[Caption]) -> list[str]:
    """The words of each caption that a player shows, captions without any left out."""
    return sorted(filter(None, ("\n".join(filter(None, map(plain, caption.lines))) for caption in captions)))


def shown(text: str, kind: str) -> list[str]:
    """The words of each caption of a file, as FFmpeg's reader finds them."""
    with av.open(io.BytesIO(text.encode()), "r", format=kind) as file:
        return sorted(words for packet in file.demux() if (words := bytes(packet).decode().strip("\n")))


@fuzzed(60)
@given(captions=CAPTIONS)
@example(captions=[Caption(start=0.0, end=1.0, lines=("", "é"))])
@example(captions=[Caption(start=0.0, end=1.0, lines=("<b>",)), Caption(start=1.0, end=2.0, lines=("é", ""))])
def test_srt_of_any_words_is_read_again_as_the_same_captions(captions: list[Caption]) -> None:
    text = taken(lambda: srt(captions))
    assert text is not None
    assert not strange_in(text.replace("\n", ""))
    if said(captions):
        assert shown(text, "srt") == said(captions)


@fuzzed(60)
@given(captions=CAPTIONS)
@example(captions=[Caption(start=0.0, end=1.0, lines=("", "é"))])
@example(captions=[Caption(start=0.0, end=1.0, lines=("<b>",)), Caption(start=1.0, end=2.0, lines=("é", ""))])
def test_webvtt_of_any_words_is_read_again_as_the_same_captions(captions: list[Caption]) -> None:
    text = taken(lambda: vtt(captions))
    assert text is not None
    assert not strange_in(text.replace("\n", ""))
    assert sorted(html.unescape(words) for words in shown(text, "webvtt")) == said(captions)


def timeline(title: str, words: str, frames: int = 48, start: float = 0.0) -> Timeline:
    return Timeline(
        film_id="film",
        title=title,
        format=Picture(width=640, height=360),
        picture=(
            TimelineClip(name=words, frames=frames, text=words, scene=words),
            TimelineClip(name=f"{words}2", frames=frames, transition=Transition(kind="crossfade", frames=12)),
        ),
        voice=(TimelineSound(name=words, start=start, seconds=1.0, text=words),),
        captions=(Caption(start=start, end=start + 1, lines=(words, words)),),
        markers=(Marker(name=words, frame=0),),
    )


@fuzzed(60)
@given(title=WORDS, words=WORDS, frames=st.sampled_from([24, 48, 10**6, 2**40]), start=TIMES)
def test_a_timeline_of_any_words_opens_again_as_the_same(
    title: str, words: str, frames: int, start: float
) -> None:
    written = timeline(title, words, frames, start)
    text = taken(lambda: otio(written, {}))
    assert text is not None
    assert json.loads(text)["OTIO_SCHEMA"] == "Timeline.1"
    if "\x00" not in title + words:  # which no text of OTIO's can hold
        assert timeline_of(text) == written


@fuzzed(60)
@given(title=WORDS, words=WORDS)
def test_an_edit_list_of_any_words_has_no_line_of_theirs(title: str, words: str) -> None:
    text = taken(lambda: edl(timeline(title, words), {f"{words}2": "shots/2/clip.mp4", words: words}))
    assert text is not None
    assert not strange_in(text.replace("\n", ""))
    events = [line for line in text.splitlines() if re.match(r"\d{3}  ", line)]
    assert [line[:3] for line in events] == ["001", "002", "002"]
    assert all(
        line.startswith(("TITLE: ", "FCM: ", "* ")) or line in ("", *events) for line in text.splitlines()
    )
