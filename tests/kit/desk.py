"""A person at a terminal: the real command, in a folder of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from models.shots.shot_list import Shot

LONGTAKE = Path(sys.executable).parent / "longtake"


class Desk:
    """A person at a terminal, in a folder of their own, with an engine whose work is watched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.environment = {**os.environ, "LONGTAKE_HOME": str(self.home), "COLUMNS": "100", "NO_COLOR": "1"}

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        """The command, running."""
        return subprocess.Popen(
            [LONGTAKE, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object, code: int = 0, typed: str = "") -> str:
        """The command to its end; gives what it printed on stdout."""
        process = self.start(*arguments)
        out, err = process.communicate(typed, timeout=90)
        assert process.returncode == code, f"{arguments}: exit {process.returncode}\n{out}\n{err}"
        assert "Traceback" not in out + err
        self.said = err
        return out

    def json(self, *arguments: object, code: int = 0) -> Any:
        """The command's one JSON object."""
        return json.loads(self.run(*arguments, "--json", code=code))

    def shots(self, *words: str) -> Path:
        """A shot list of one-second shots."""
        shots = [
            Shot(shot_id=f"shot_{n:03d}", shot_number=n, enhanced_prompt=text, duration=1).model_dump(
                mode="json"
            )
            for n, text in enumerate(words, start=1)
        ]
        path = self.folder / f"{len(list(self.folder.glob('*.json')))}.json"
        path.write_text(json.dumps(shots))
        return path

    def at_gate(self, film: str, *words: str) -> str:
        """A film that waits at its gate."""
        self.run("make", "--shots", self.shots(*words), "--id", film, "--approve", "wait", "--detach")
        while self.json("status", film)["board"] < 1:
            pass
        return film
