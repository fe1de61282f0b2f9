"""What is heard over a shot, as a board writes it."""

import re

from models.shots.shot_list import Shot


def heard_over(shot: Shot) -> str:
    """What is heard over a shot, line by line: `Emma: “Where were you?”`, `Emma thinks: “Late again.”`."""
    said = {"thought": " thinks", "narration": " tells", "speech": ""}
    return " ".join(
        f"{line.subject}{said[line.manner]}: {_quoted(line.text)}" if line.subject else _quoted(line.text)
        for line in shot.said
    )


def _quoted(said: str) -> str:
    """What is said, in quotes; those that stand in it become single ones."""
    inner = re.sub(r'"([^"]*)"', r"‘\1’", said).translate(str.maketrans("“”", "‘’"))
    return f"“{inner}”"
