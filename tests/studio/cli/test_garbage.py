"""Reading much in one command: Python does not go through all of it again and again for garbage that is not there."""

import subprocess
import sys
from pathlib import Path

READING = """
import gc, runpy
runpy.run_module("studio")
before = gc.get_stats()[2]["collections"]
read = [{"shot": {"number": number}, "takes": []} for number in range(100_000)]
print(gc.get_stats()[2]["collections"] - before)
"""


def test_what_a_command_reads_and_keeps_is_not_searched_for_garbage_as_a_whole() -> None:
    root = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", READING], capture_output=True, text=True, cwd=root, check=True
    )
    assert ran.stdout.split() == ["0"]
