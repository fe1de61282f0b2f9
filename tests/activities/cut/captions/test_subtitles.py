"""Captions as files, and burned into the picture as a viewer sees them."""

import re
import subprocess

import numpy as np
import pysubs2
import pytest
from PIL import Image

from activities.cut.captions.burned_captions import ass
from activities.cut.captions.concerns import concerns, title_concerns
from activities.cut.captions.subtitles import srt, vtt
from infra.media import ffmpeg
from infra.media.text import fonts
from infra.media.text.lettering import Letters, draw_text
from models.cut.delivery import Picture
from models.cut.timeline import Caption

WIDE = Picture(width=640, height=360)
TALL = Picture(width=360, height=640)
SQUARE = Picture(width=480, height=480)

ENGLISH = ("When the morning comes at last,", "the whole town is awake.")
ARABIC = ("في بلدة صغيرة على الميناء،", "يضيء الحارس المصباح للمرة الأخيرة.")
MIXED = ("قالت: فيلم Longtake (2024) يبدأ الآن،", "Open the الباب (رجاءً).")
CHINESE = ("一位年老的灯塔看守人，", "最后一次点亮了灯。")


def caption(*lines: str, start: float = 0.0, end: float = 3.0, shot: str = "shot_001") -> Caption:
    return Caption(start=start, end=end, lines=lines, shot=shot)


def burned(tmp_path, *captions: Caption, picture: Picture = WIDE) -> np.ndarray:
    """The first frame of a grey film with the captions burned in, as luma, shape (height, width)."""
    path = tmp_path / "captions.ass"
    path.write_text(ass(captions, picture), encoding="utf-8")
    size = f"{picture.width}x{picture.height}"
    command = [ffmpeg.executable(), "-v", "error", "-f", "lavfi", "-i", f"color=gray:s={size}:r=24:d=0.1"]
    command += ["-vf", f"subtitles={path}:fontsdir={fonts.burn_fonts()}", "-frames:v", "1"]
    raw = subprocess.run(
        [*command, "-f", "rawvideo", "-pix_fmt", "gray", "-"], check=True, capture_output=True
    ).stdout
    return np.frombuffer(raw, np.uint8).reshape(picture.height, picture.width).astype(float)


def ink(frame: np.ndarray) -> tuple[int, int, int, int]:
    """Left, right, top and bottom of what is drawn; all zero for nothing."""
    rows, columns = np.nonzero(abs(frame - frame[0, 0]) > 12)
    if not len(rows):
        return 0, 0, 0, 0
    return int(columns.min()), int(columns.max()), int(rows.min()), int(rows.max())


def test_srt_is_read_back_as_it_was_meant():
    text = srt([caption("Red door,", "then “blue” & 5", start=1.5, end=3.25), caption("باب", start=4, end=5)])
    assert text.startswith("1\n00:00:01,500 --> 00:00:03,250\nRed door,\nthen “blue” & 5\n\n2\n")
    assert pysubs2.SSAFile.from_string(text)[1].plaintext == "باب"


def test_nothing_said_is_an_empty_srt_and_a_bare_header_in_vtt():
    assert srt([]) == ""
    assert vtt([]).strip() == "WEBVTT"


def test_vtt_has_its_header_its_clock_and_no_tags_of_the_text():
    text = vtt([caption("Tom & Jerry <i>run</i>", "5 --> 6", start=3661.5, end=3663.0)])
    header, cue = text.rstrip("\n").split("\n\n")
    assert header == "WEBVTT"
    times, *lines = cue.split("\n")
    assert times == "01:01:01.500 --> 01:01:03.000"
    assert lines[0] == "Tom &amp; Jerry run"
    assert "-->" not in lines[1]


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_a_burned_caption_appears_and_leaves_on_its_frame(fps):
    for frame in range(1, 200):
        [event] = pysubs2.SSAFile.from_string(
            ass([caption("Now", start=frame / fps, end=(frame + fps) / fps)], WIDE)
        )
        assert (frame - 1) / fps < event.start / 1000 <= frame / fps + 1e-9
        assert (frame + fps - 1) / fps < event.end / 1000 <= (frame + fps) / fps + 1e-9


def test_words_are_never_commands():
    hostile = r"{\pos(0,0)}Hi\N{\p1}m 0 0 l 9 9{\p0} \h{" + "\n" + "Dialogue: 0,0:00:00.00"
    text = ass([caption(hostile)], WIDE)
    assert text.count("Dialogue:") == 2
    [event] = pysubs2.SSAFile.from_string(text)
    commands = re.findall(r"\\([a-z]+)", event.text)
    assert set(commands) <= {"pos", "blur", "fn", "fs"}
    assert event.text.count("\\pos") == 1


def profile(page: np.ndarray) -> np.ndarray:
    """How much white stands in each four-hundredth of the width of what is drawn."""
    columns = (page > 128).sum(axis=0)
    used = np.flatnonzero(columns)
    columns = np.convolve(columns[used[0] : used[-1] + 1], np.ones(9) / 9, "same")
    return np.asarray(np.interp(np.linspace(0, 1, 400), np.linspace(0, 1, len(columns)), columns))


@pytest.mark.parametrize("line", [ENGLISH[0], ARABIC[1], *MIXED, CHINESE[0]])
def test_burned_letters_join_and_stand_as_in_a_book(line, tmp_path):
    """The picture is held against the same line set by Pillow, and against its words the other way round."""
    burned_line = profile(burned(tmp_path, caption(line), picture=Picture(width=1280, height=720)) - 64)

    def likeness(text: str) -> float:
        page = Image.new("RGB", (1280, 200))
        draw_text(page, (640, 100), text, Letters(33, (255, 255, 255)), anchor="mm")
        return float(np.corrcoef(burned_line, profile(np.asarray(page.convert("L"), float)))[0, 1])

    wrong = " ".join(reversed(line.split())) if " " in line else line[::-1]
    assert likeness(line) > 0.8
    assert likeness(line) > likeness(wrong) + 0.3


@pytest.mark.parametrize("picture", [WIDE, TALL, SQUARE], ids=["16:9", "9:16", "1:1"])
@pytest.mark.parametrize("line", ["W" * 42, "灯" * 20, "man früh am Morgen schöne Glocken läuten."])
def test_nothing_is_cut_off_in_any_shape(picture, line, tmp_path):
    left, right, top, bottom = ink(burned(tmp_path, caption(line, line), picture=picture))
    assert left >= 0.03 * picture.width
    assert right <= 0.97 * picture.width
    assert right - left > 0.4 * picture.width
    assert top > 0.6 * picture.height
    assert bottom < 0.96 * picture.height


def test_captions_stand_higher_in_a_tall_picture_than_the_buttons_of_the_apps(tmp_path):
    assert ink(burned(tmp_path, caption("Up here"), picture=TALL))[3] < 0.87 * TALL.height


def test_arabic_and_latin_lines_keep_the_same_distance(tmp_path):
    heights = []
    for lines in (("ooooo", "ooooo"), ("ههههه", "ههههه")):
        frame = burned(tmp_path, caption(*lines), picture=Picture(width=1280, height=720))
        rows = np.flatnonzero((frame > 200).any(axis=1))
        [gap] = np.flatnonzero(np.diff(rows) > 5)
        heights.append(rows[-1] - rows[gap])
    assert abs(heights[0] - heights[1]) <= 4


def test_chinese_and_japanese_have_each_their_own_forms_of_a_character(tmp_path):
    japanese = ass([caption("骨直", "の")], WIDE)
    chinese = ass([caption("骨直", "门")], WIDE)
    assert "Language: ja" in japanese
    assert "Language: zh" in chinese
    frames = [burned(tmp_path, caption("骨直", end), picture=WIDE) for end in ("の", "门")]
    _, _, top, _ = ink(frames[0])
    upper = [frame[top : top + 18] for frame in frames]
    assert abs(upper[0] - upper[1]).max() > 50


def test_an_emoji_is_left_out_of_the_picture_instead_of_drawn_as_a_box(tmp_path):
    plain = burned(tmp_path, caption("The sea turns home"))
    assert np.array_equal(burned(tmp_path, caption("The sea 🎬👨‍👩‍👧❤️\u200d🔥 turns home")), plain)
    assert ink(burned(tmp_path, caption("🎬"))) == (0, 0, 0, 0)
    assert ink(burned(tmp_path, caption("שלום"))) == (0, 0, 0, 0)


def test_comfortable_captions_in_our_fonts_raise_no_concern():
    calm = [caption(*lines, end=6.0) for lines in (ENGLISH, ARABIC, MIXED, CHINESE)]
    assert concerns(calm, burned=True) == ()


def test_a_caption_too_fast_to_read_is_named_with_its_speed():
    [told] = concerns(
        [caption("x" * 40, end=2, shot="shot_004"), caption("x" * 60, end=2, shot="shot_004")], burned=True
    )
    assert "shot_004" in told
    assert "30 characters a second where 20" in told
    [told] = concerns([caption("灯" * 20, end=1.0)], burned=True)
    assert "20 characters a second where 10" in told


def test_scripts_that_no_font_has_are_named_with_their_shots():
    found = concerns([caption("שלום", shot="shot_002"), caption("สวัสดี", "🎬", shot="shot_003")], burned=True)
    assert [told.split(":")[0] for told in found] == [
        "No font here can draw Hebrew (shot_002)",
        "No font here can draw Thai (shot_003)",
        "No font here can draw emoji and symbols (shot_003)",
    ]


def test_what_the_cards_leave_out_of_a_title_is_said() -> None:
    assert title_concerns("The Door, حارس, 日本") == ()
    (sentence,) = title_concerns("🚪 The Door 🌊")
    assert "emoji" in sentence
