"""ffmpeg is found, told what to do, stopped, and quoted when it fails."""

import stat
from pathlib import Path

import psutil
import pytest

from infra.media import ffmpeg
from infra.media.ffmpeg import media_errors, started
from models.errors import DiskFull, MediaError
from tests.kit.ffmpeg_run import run

ENDLESS = ["-re", "-f", "lavfi", "-i", "sine=duration=600", "-f", "null", "-"]


def test_the_override_that_the_user_set_is_the_ffmpeg_that_runs(monkeypatch, tmp_path):
    mine = tmp_path / "my-ffmpeg"
    mine.write_text("#!/bin/sh\necho 'my own ffmpeg says no' >&2\nexit 3\n")
    mine.chmod(mine.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(mine))
    assert ffmpeg.executable() == str(mine)
    with pytest.raises(MediaError, match=r"^Testing failed: my own ffmpeg says no\.$"):
        run([], what="Testing")


def test_an_override_that_does_not_exist_is_named_in_the_error(monkeypatch):
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/nowhere/ffmpeg")
    with pytest.raises(MediaError, match="could not be started at /nowhere/ffmpeg"):
        run([], what="Testing")


def test_ffmpeg_makes_the_file_it_is_asked_for(tmp_path):
    out = tmp_path / "tone.wav"
    run(["-f", "lavfi", "-i", "sine=duration=1", str(out)], what="Making a tone")
    assert out.stat().st_size > 44_100


def test_a_failure_says_in_one_sentence_what_was_done_and_why_it_failed(tmp_path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"this is no sound")
    with pytest.raises(MediaError) as failure:
        run(["-i", str(broken), str(tmp_path / "out.wav")], what="Reading a sound")
    message = str(failure.value)
    assert message.startswith("Reading a sound failed: ")
    assert "Invalid data" in message
    assert "\n" not in message
    assert message.endswith(".")


def test_a_full_disk_is_told_apart_from_other_failures():
    with pytest.raises(DiskFull, match="no space"):
        run(["-f", "lavfi", "-i", "testsrc=duration=1", "-f", "rawvideo", "/dev/full"], what="Writing")


def test_a_full_disk_is_told_apart_inside_our_own_process_too():
    with pytest.raises(DiskFull), media_errors("Writing"), Path("/dev/full").open("wb", buffering=0) as full:
        full.write(b"no room")


def test_ffmpeg_dies_with_the_call_that_started_it():
    class Stopped(BaseException):
        pass

    running: list[psutil.Process] = []

    def stop() -> None:
        # Servers that other tests started are children of this process too.
        running.extend(child for child in psutil.Process().children() if "ffmpeg" in child.name())
        raise Stopped

    with pytest.raises(Stopped), started(ENDLESS, what="Waiting"):
        stop()
    assert running
    assert not any(child.is_running() for child in running)
