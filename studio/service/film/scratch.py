"""Scratch voices: the lines of a shot spoken by this machine's own voice, for a board that plays before anything is paid."""

import asyncio
import tempfile
from pathlib import Path
from threading import Lock

from models.errors import BadInput
from models.shots.lines import Line
from models.shots.view import ShotView
from studio.service.remembered import Remembered
from studio.service.session import Session

_MOST = 32 * 2**20
"""Bytes of lines that are kept as they were spoken, some 150 KB each."""
_BY = "piper"


class Scratches:
    """Lines as they were spoken here; one is spoken at a time, since each takes a core."""

    def __init__(self) -> None:
        self._kept = Remembered(_MOST)
        self._speaking = Lock()

    async def spoken(self, session: Session, film_id: str, shot: ShotView, number: int) -> bytes:
        """A line of a shot, by its number from 1, as a WAV file; free, and of nobody but this machine.

        Raises:
            BadInput: the shot has no such line, or no voice of this machine speaks it.
            MissingExtra: no voices are installed here.

        """
        lines = shot.shot.said
        if not 1 <= number <= len(lines):
            has = f"it has {len(lines)}" if lines else "it is silent"
            raise BadInput(f"There is no line {number} in {shot.shot.shot_id}: {has}.")
        view = (await session.studio.glance(film_id, 1)).film
        line = lines[number - 1]
        subject = view.bible.find(line.subject) if line.subject else None
        cast = subject.voice if subject else view.bible.narrator
        return await asyncio.to_thread(
            self._of, line, cast if view.bible.speech in ("", _BY) else "", view.language
        )

    def _of(self, line: Line, voice: str, language: str) -> bytes:
        with self._speaking:
            return self._kept.get(
                (line.subject, voice, line.text, language), lambda: _speak(line, voice, language)
            )


def _speak(line: Line, voice: str, language: str) -> bytes:
    from studio.service.voice_trial import plan_trial, speak

    spoken = None if language == "und" else language
    trial = plan_trial(voice or line.subject or "narrator", line.text, _BY, spoken)
    with tempfile.TemporaryDirectory(prefix="longtake-") as folder:
        file = Path(folder) / "line.wav"
        speak(trial, file)
        return file.read_bytes()
