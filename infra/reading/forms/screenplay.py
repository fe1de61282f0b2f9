"""Screenplays, in Fountain: scenes, who says what and how, and how scenes follow each other. Nothing technical is told."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from infra.reading.forms.scene_headings import is_heading, scene_of
from models.cut.transitions import TransitionKind
from models.errors import BadInput
from models.shots.lines import Manner
from models.story.manuscript import Manuscript, Passage, WrittenScene

if TYPE_CHECKING:
    from fountain import FountainElement

_TITLE_PAGE = re.compile(r"\A\s*(?:title|credit|authors?|source|draft date|contact)\s*:", re.IGNORECASE)
_CUE = re.compile(r"^[^\S\n]*([^\W\d_a-z][^\n]*?)[^\S\n]*(?:\^)?$")
_EXTENSION = re.compile(r"\s*\(([^)]*)\)")
_TRANSITIONS: tuple[tuple[str, TransitionKind], ...] = (
    ("dissolve", "crossfade"), ("white", "fade-white"), ("fade", "fade-black"), ("wipe", "wipe-left"), ("cut", "cut"),
)  # fmt: skip
_VOICE_OVER = re.compile(
    r"\bv\.?\s?o\b|voice.?over|narrat|filtered|pre-?lap|hors.?champ|\boff\b", re.IGNORECASE
)
_OFFSCREEN = re.compile(
    r"\bo\.?\s?[sc]\b|off.?(?:screen|camera)|on (?:the )?(?:phone|radio|tv|intercom)|\bvoice\b", re.IGNORECASE
)
_TRANSITION = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ .'/-]* )?(?:TO|ZU|AUF|VERS|À|A|SU|SUR):|FADE (?:IN|OUT|TO BLACK)[.:]?|CUT TO BLACK[.:]?"
)
_ALL_CAPS = re.compile(r"\b[^\W\d_a-z][A-ZÀ-ÞА-Я'’.-]*[A-ZÀ-ÞА-Я]\b")
_LONGEST_ACRONYM = 3
NOBODY_SPEAKS = (
    "it is a screenplay in which nobody says anything: give somebody a line, or give its action as a plain text, "
    "which a narrator tells."
)


def is_screenplay(text: str) -> bool:
    """Whether a text is laid out as a screenplay: a scene's heading on a line of its own, or a title page and cues."""
    head = text[:50_000]
    headings = sum(is_heading(line) for line in head.split("\n"))
    return (headings > 0 and (headings > 1 or bool(_cues(head)))) or (
        bool(_TITLE_PAGE.match(text)) and bool(_cues(head))
    )


def screenplay(text: str) -> Manuscript:
    """The scenes of a Fountain text.

    A character's extension and parentheticals become how a line is said and whether its speaker is seen; a transition
    is how the next scene follows; title page, notes, synopses, sections and cut passages are left out.

    Raises:
        BadInput: nobody says anything in it.

    """
    from fountain import FountainParser

    document = FountainParser().parse(_prepared(text))
    elements = list(_flat(document.elements))
    names = {_plain_name(e.text) for e in elements if e.type.value == "character"}
    scenes = _Scenes(names)
    for element in elements:
        scenes.take(element)
    done = scenes.ended()
    if not any(passage.kind == "said" for scene in done for passage in scene.passages):
        raise BadInput(NOBODY_SPEAKS)
    title = document.metadata.get("title", "")
    title = " ".join(title) if isinstance(title, list) else str(title)
    return Manuscript(form="screenplay", title=_unmarked(title), scenes=tuple(s for s in done if s.passages))


def name_as_written(name: str) -> str:
    """`MARTA` → `Marta`, `MR. O'BRIEN` → `Mr. O'Brien`; a name with small letters stays as it is."""
    if name != name.upper() or not re.search(r"[^\W\d_]{2}", name):
        return name
    return re.sub(r"[^\W\d_]+", lambda found: found[0][0] + found[0][1:].lower(), name)


def spoken_only(text: str) -> str:
    """What of a speech is spoken: no `(beat)` and no `[sighs]`; all of it where nothing else would be left."""
    said = " ".join(re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text).split())
    return said if re.search(r"\w", said) else text


class _Scenes:
    """What was taken of a screenplay so far."""

    def __init__(self, names: set[str]) -> None:
        self._done: list[WrittenScene] = []
        self._names = {name.casefold(): name_as_written(name) for name in names}
        self._scene = WrittenScene()
        self._passages: list[Passage] = []
        self._next: TransitionKind | None = None
        self._cue: tuple[str, Manner, bool] | None = None
        self._delivery: list[str] = []
        self._said = False

    def take(self, element: "FountainElement") -> None:
        """Take what comes next in the text."""
        kind, text = element.type.value, _unmarked(element.text)
        if kind == "character":
            extension = str(element.metadata.get("extension") or "")
            self._cue = self._speaker(text, extension)
            self._delivery, self._said = [], False
        elif kind == "parenthetical":
            self._delivery = [text.strip("() ")] if self._said else [*self._delivery, text.strip("() ")]
            self._said = False
        elif kind in ("dialogue", "lyrics") and self._cue and text:
            self._say(spoken_only(text), sung=kind == "lyrics")
        elif kind == "scene_heading":
            self._begin(text)
        elif kind == "transition":
            self._next = next((is_ for word, is_ in _TRANSITIONS if word in text.casefold()), self._next)
            self._cue = None
        elif kind in ("action", "lyrics") and text:
            self._cue = None
            self._passages.append(Passage(kind="seen", text=self._told(text)))

    def ended(self) -> list[WrittenScene]:
        """All scenes, the last one among them."""
        self._close()
        return self._done

    def _begin(self, heading: str) -> None:
        self._close()
        before = self._done[-1] if self._done else None
        # Before the first scene there is nothing to go over from.
        self._scene = scene_of(heading, before, self._next if before else None)
        self._next = None

    def _say(self, text: str, *, sung: bool) -> None:
        assert self._cue
        speaker, manner, offscreen = self._cue
        how = [d for d in self._delivery if d.casefold() not in ("beat", "pause", "a beat")]
        delivery = ", ".join([*how, *(["singing"] if sung else [])])[:200]
        if self._said:  # the same speech, in the next line of the page
            last = self._passages[-1]
            self._passages[-1] = last.model_copy(update={"text": f"{last.text} {text}"})
        else:
            self._passages.append(
                Passage(
                    kind="said",
                    text=text,
                    speaker=speaker,
                    delivery=delivery,
                    manner=manner,
                    offscreen=offscreen,
                )
            )
        self._said = True

    def _close(self) -> None:
        if self._passages or self._scene.heading:
            self._done.append(self._scene.model_copy(update={"passages": tuple(self._passages)}))
        self._passages, self._cue = [], None

    def _speaker(self, cue: str, extension: str) -> tuple[str, Manner, bool]:
        name = _plain_name(cue)
        extension = f"{extension} {' '.join(_EXTENSION.findall(cue))}"
        over = bool(_VOICE_OVER.search(extension))
        known = self._names.get(name.casefold(), name_as_written(name))
        narrator = known.casefold() in ("narrator", "voice over", "voiceover", "v.o.")
        manner: Manner = "narration" if over or narrator else "speech"
        return "" if narrator else known, manner, over or bool(_OFFSCREEN.search(extension))

    def _told(self, text: str) -> str:
        """Action as prose writes it: names and what is stressed are in capitals only there."""

        def small(found: re.Match[str]) -> str:
            word = found[0]
            name = next(
                (shown for known, shown in self._names.items() if word.casefold() in known.split()), ""
            )
            if name:
                return name_as_written(word)
            if len(word) <= _LONGEST_ACRONYM or "." in word:
                return word
            return (
                word.lower()
                if found.start() and text[: found.start()].rstrip()[-1:] not in ".!?"
                else word.capitalize()
            )

        return _ALL_CAPS.sub(small, text)


def _flat(elements: "Iterable[FountainElement]") -> "Iterator[FountainElement]":
    """The elements, both sides of a dual dialogue one after the other."""
    from fountain import FountainElement

    for element in elements:
        if element.type.value != "dual_dialogue":
            yield element
            continue
        for side in ("left", "right"):
            parts = (element.metadata[f"{side}_character"], element.metadata[f"{side}_dialogue"])
            for part in (parts[0], *parts[1]) if isinstance(parts[1], list) else parts:
                if isinstance(part, FountainElement):
                    yield part


def _plain_name(cue: str) -> str:
    return _EXTENSION.sub("", cue).strip(" ^@:")


def _unmarked(text: str) -> str:
    return " ".join(
        re.sub(r"\[\[.*?\]\]", " ", re.sub(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}", "", text)).split()
    )


def _cues(text: str) -> list[str]:
    """Lines in capitals with a blank line above and words below: who speaks."""
    lines = text.split("\n")
    return [
        line
        for above, line, below in zip(["", *lines], lines, [*lines[1:], ""], strict=False)
        if not above.strip() and below.strip() and _is_cue(line)
    ]


def _is_cue(line: str) -> bool:
    name = _EXTENSION.sub("", line.strip().lstrip("@")).strip(" ^")
    return (
        1 < len(name) <= 40 and name == name.upper() and name != name.lower() and len(name.split()) <= 5
        and name[-1] not in ".!?:," and not is_heading(name) and not re.search(r"[\"“”«»]", name)
    )  # fmt: skip


def _prepared(text: str) -> str:
    """What the parser reads rightly: headings, cues and transitions of any language are marked, and nothing is set in.

    A comment that never ends is none.
    """
    if text.count("/*") > text.count("*/"):
        text = text.replace("/*", "")
    lines = [line.strip() for line in text.split("\n")]
    marked: list[str] = []
    for number, line in enumerate(lines):
        above = lines[number - 1] if number else ""
        below = lines[number + 1] if number + 1 < len(lines) else ""
        foreign = not line.isascii() and not above and bool(below) and _is_cue(line)
        if is_heading(line):
            marked += ["", f".{line.lstrip('.')}", ""]
        elif _TRANSITION.fullmatch(line):
            marked += ["", f"> {line}", ""]
        else:
            marked.append(f"@{line}" if foreign and not line.startswith(("@", "!", ">", ".")) else line)
    return "\n".join(marked)
