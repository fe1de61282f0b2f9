"""Work that runs out of memory names the limit that it ran into."""

import signal
import subprocess
import sys

import pytest

from infra.media.ffmpeg import Work
from infra.memory import memory_limit
from models.errors import OutOfMemory

LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (3 * 1024**3, resource.RLIM_INFINITY))
from activities.failures import translated
@translated
def greedy():
    return bytearray(64 * 1024**3)
try:
    greedy()
except Exception as error:
    print(type(error).__name__, error.type, error.message)
"""


def test_an_activity_that_wants_more_than_the_limit_fails_with_a_sentence_that_names_it() -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=True)
    assert done.stdout == (
        "ApplicationError OutOfMemory The work failed: no memory is left (`ulimit -v` allows 3,072 MB); "
        "raise that, or let fewer things run at once (LONGTAKE_CPU_SLOTS).\n"
    )


def test_an_ffmpeg_that_the_system_killed_is_said_to_have_wanted_memory() -> None:
    process = subprocess.Popen(["sleep", "60"], stderr=subprocess.PIPE)
    work = Work(process, "Conforming the clip")
    process.send_signal(signal.SIGKILL)
    with pytest.raises(OutOfMemory) as killed:
        work.check()
    work.close()
    assert "Conforming the clip failed: no memory is left" in str(killed.value)
    assert memory_limit() in str(killed.value)
