"""Pictures come out of ffmpeg as they are, and ffmpeg never outlives whoever reads them."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from infra.media.pictures import decoded
from models.cut.delivery import Picture
from models.errors import MediaError

PICTURE = Picture(width=64, height=48)
ENDLESS = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=24"]


def ffmpegs(mark: str) -> list[psutil.Process]:
    """The ffmpeg processes that run with `mark` among their arguments."""
    found = []
    for process in psutil.process_iter(["name", "cmdline", "status"]):
        if "ffmpeg" in (process.info["name"] or "") and process.info["status"] != psutil.STATUS_ZOMBIE:
            found += [process] if any(mark in word for word in process.info["cmdline"] or ()) else []
    return found


def marked(mark: str) -> list[str]:
    return [*ENDLESS[:-1], f"{ENDLESS[-1]}:duration=1000000", "-metadata", f"comment={mark}"]


def test_every_picture_is_given_once_with_the_levels_that_were_drawn():
    source = "nullsrc=size=64x48:rate=24:duration=1,format=yuv420p,geq=lum='16+N*4':cb=90:cr=200"
    pictures = list(decoded(["-f", "lavfi", "-i", source], PICTURE, what="Testing"))
    assert len(pictures) == 24
    for n, (y, u, v) in enumerate(pictures):
        assert (y.shape, u.shape, v.shape) == ((48, 64), (24, 32), (24, 32))
        assert [np.unique(plane).tolist() for plane in (y, u, v)] == [[16 + n * 4], [90], [200]]


def test_progress_counts_the_pictures():
    told: list[int] = []
    source = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=24:duration=0.5"]
    for _ in decoded(source, PICTURE, what="Testing", progress=told.append):
        pass
    assert sorted(set(told) - {0}) == list(range(1, 13))


def test_closing_the_iterator_kills_ffmpeg_at_once(tmp_path):
    pictures = decoded(marked(tmp_path.name), PICTURE, what="Testing")
    next(pictures)
    assert ffmpegs(tmp_path.name)
    pictures.close()
    assert not ffmpegs(tmp_path.name)
    assert "ffmpeg" not in {
        child.name() for child in psutil.Process().children() if child.status() == "zombie"
    }


def test_a_progress_that_raises_kills_ffmpeg_at_once(tmp_path):
    class Stopped(Exception):
        pass

    def stop(_given: int) -> None:
        assert ffmpegs(tmp_path.name)
        raise Stopped

    with pytest.raises(Stopped):
        list(decoded(marked(tmp_path.name), PICTURE, what="Testing", progress=stop))
    assert not ffmpegs(tmp_path.name)


def test_ffmpeg_dies_by_itself_when_our_process_is_killed(tmp_path):
    program = (
        "from infra.media.pictures import decoded\n"
        "from models.cut.delivery import Picture\n"
        f"for _ in decoded({marked(tmp_path.name)!r}, Picture(width=64, height=48), what='Testing'):\n"
        "    print('.', flush=True)\n"
    )
    root = Path(__file__).parents[3]
    with subprocess.Popen([sys.executable, "-c", program], cwd=root, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b".\n"
        running = ffmpegs(tmp_path.name)
        os.kill(reader.pid, signal.SIGKILL)
        reader.stdout.read()
    assert len(running) == 1
    gone, alive = psutil.wait_procs(running, timeout=10)
    for process in alive:
        process.kill()
    assert gone


def test_an_ffmpeg_that_hangs_is_killed_and_named(monkeypatch, tmp_path):
    mute = tmp_path / "ffmpeg"
    mute.write_text("#!/bin/sh\nexec sleep 600\n")
    mute.chmod(mute.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(mute))
    begun = time.monotonic()
    with pytest.raises(
        MediaError, match=r"^Drawing shot 7 failed: ffmpeg hangs, nothing came of it for 0\.5 s"
    ):
        list(decoded([], PICTURE, what="Drawing shot 7", stall_s=0.5))
    assert time.monotonic() - begun < 10
    assert not [child for child in psutil.Process().children() if child.name() == "sleep"]


def test_a_failure_ends_with_what_ffmpeg_said(tmp_path):
    with pytest.raises(MediaError, match=r"^Drawing shot 7 failed: .*No such file or directory\.$"):
        list(decoded(["-i", str(tmp_path / "gone.mp4")], PICTURE, what="Drawing shot 7"))
