"""A person at a terminal: the real command, in a folder of their own."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.shots.shot_list import Shot
from tests.kit.pauses import pauses
from tests.kit.terminal import LONGTAKE, Terminal


class Desk:
    """A person at a terminal, in a folder of their own, with an engine whose work is watched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.environment = {**os.environ, "LONGTAKE_HOME": str(self.home), "COLUMNS": "100", "NO_COLOR": "1"}
        self._terminal = Terminal(self.folder, self.environment)

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        """The command, running: the program itself, from its first import."""
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
        ended, out, err = self._terminal.run([str(one) for one in arguments], self.environment, typed)
        assert ended == code, f"{arguments}: exit {ended}\n{out}\n{err}"
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
        self.until(film, lambda status: status["board"] >= 1)
        return film

    def until(self, film: str, reached: Callable[[Any], bool]) -> None:
        """Ask for a film's status until it is as wanted; the film gets the processors in between."""
        give_up_at = time.monotonic() + 90
        for pause_s in pauses():
            if reached(status := self.json("status", film)):
                return
            assert time.monotonic() < give_up_at, status
            time.sleep(pause_s)
