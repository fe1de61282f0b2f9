"""What is seen in a script's shots: its action in its own words, whoever speaks, whoever listens to a voice from elsewhere."""

from collections.abc import Sequence

from models.shots.shot_list import MOST_OF_AN_ACTION
from providers.offline.outline.script.groups import MOST_WORDS
from providers.offline.outline.script.parts import Part
from providers.offline.outline.script.shots import ScriptShot
from providers.offline.outline.text.pace import is_cjk
from providers.offline.outline.text.passages import Line, Reading

_WORDS: dict[str, tuple[str, str, str, str, str]] = {
    "en": ("{} speaks.", "{} speak in turn.", "{} listens.", "{} listen.", "and"),
    "de": ("{} spricht.", "{} sprechen miteinander.", "{} hört zu.", "{} hören zu.", "und"),
    "fr": ("{} parle.", "{} se parlent.", "{} écoute.", "{} écoutent.", "et"),
    "es": ("{} habla.", "{} hablan.", "{} escucha.", "{} escuchan.", "y"),
    "it": ("{} parla.", "{} parlano.", "{} ascolta.", "{} ascoltano.", "e"),
    "pt": ("{} fala.", "{} falam.", "{} escuta.", "{} escutam.", "e"),
    "ru": ("{} говорит.", "{} разговаривают.", "{} слушает.", "{} слушают.", "и"),
    "tr": ("{} konuşuyor.", "{} konuşuyor.", "{} dinliyor.", "{} dinliyor.", "ve"),
    "zh": ("{}在说话。", "{}在交谈。", "{}在听。", "{}在听。", "和"),
    "nl": ("{} spreekt.", "{} spreken.", "{} luistert.", "{} luisteren.", "en"),
}
"""One speaks, several do, one listens, several do, and: what a script leaves to be seen, in its language, or in English."""


class Pictures:
    """The pictures of a script's shots."""

    def __init__(self, reading: Reading, shots: Sequence[ScriptShot]) -> None:
        self._reading, self._shots = reading, shots
        self._words = _WORDS.get(reading.language, _WORDS["en"])
        self._there: dict[int, list[str]] = {}
        for line in reading.lines:
            there = self._there.setdefault(line.sentence.scene, [])
            there += [name for name in line.who.people if name not in there]

    def people(self, number: int) -> list[str]:
        """Who is in a shot: who speaks, and whoever its action shows; never who is only spoken to, or of."""
        shot = self._shots[number]
        if shot.view and (listeners := self._listeners(shot)):
            return listeners
        people = [*self._speakers(shot), *(name for part in self._depicted(shot) for name in part.people)]
        if not people and not self._depicted(shot):
            seen = self._seen_before(shot)
            people = self._listeners(shot) or list(seen.who.people if seen else ())
        return list(dict.fromkeys(people))

    def action(self, number: int) -> str:
        """What a shot shows in a sentence or two."""
        shot = self._shots[number]
        if shot.view and (listeners := self._listeners(shot)):
            return self._say(2, listeners)
        depicted = self._depicted(shot)
        shown = self._text(depicted)
        speakers = self._speakers(shot)
        people = {name for part in depicted for name in part.people}
        if speakers and not {*speakers} <= people:
            shown = f"{shown} {self._say(0, speakers)}".strip()
        if shown:
            return shown[:MOST_OF_AN_ACTION]
        if listeners := self._listeners(shot):
            return self._say(2, listeners)
        return self._view(shot)

    def _depicted(self, shot: ScriptShot) -> list[Part]:
        """The parts that a picture is of: the action; what the narrator tells where there is none."""
        seen = [part for part in shot.parts if not part.said]
        return seen or [part for part in shot.parts if part.said and not part.said.subject]

    def _speakers(self, shot: ScriptShot) -> list[str]:
        """Whoever is seen speaking, in order, as the cast calls them."""
        said = [part for part in shot.parts if part.said and part.said.subject]
        return list(dict.fromkeys(name for part in said for name in part.people))

    def _listeners(self, shot: ScriptShot) -> list[str]:
        """Of those in the scene, whoever hears somebody else speak; nobody where nobody speaks."""
        voices = {part.said.subject for part in shot.parts if part.said and part.said.subject}
        if not voices:
            return []
        speaking = {*voices, *self._speakers(shot)}
        speaking |= {one.name for one in self._reading.cast if one.kind in ("animal", "machine")}
        others = [name for name in self._there.get(shot.parts[0].scene, []) if name not in speaking]
        return others[:1]

    def _text(self, parts: list[Part]) -> str:
        """The sentences of some parts, as many as a picture has room for; the first in any case."""
        kept: list[str] = []
        words = 0
        for part in parts:
            size = len(part.text) // 3 if is_cjk(self._reading.language) else len(part.text.split())
            if kept and words + size > MOST_WORDS:
                break
            kept.append(part.text)
            words += size
        return ("" if is_cjk(self._reading.language) else " ").join(kept)

    def _say(self, form: int, names: list[str]) -> str:
        called = [name[:1].upper() + name[1:] for name in names]
        several = len(called) > 1
        joined = f"{', '.join(called[:-1])} {self._words[4]} {called[-1]}" if several else called[0]
        return self._words[form + several].format(joined)

    def _seen_before(self, shot: ScriptShot) -> Line | None:
        """What was last seen in the scene of a shot; None where nothing was."""
        first = shot.parts[0]
        before = [
            line for line in self._reading.lines[: first.line]
            if line.sentence.scene == first.scene and line.sentence.kind == "seen"
        ]  # fmt: skip
        return before[-1] if before else None

    def _view(self, shot: ScriptShot) -> str:
        """The place of a shot that shows nobody, or what was last seen in its scene."""
        if seen := self._seen_before(shot):
            return seen.text
        place = self._reading.lines[shot.parts[0].line].place.partition(" (")[0]
        return f"{place[:1].upper()}{place[1:]}." if place else "An empty frame."
