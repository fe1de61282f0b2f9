"""Screenplays, in Fountain: scenes, who says what and how, and how scenes follow each other. Nothing technical is told."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from infra.reading.forms.capitals import in_small, name_as_written
from infra.reading.forms.narrators import is_narrator
from infra.reading.forms.scene_headings import is_heading, scene_of
from models.cut.transitions import TransitionKind
from models.errors import BadInput
from models.shots.lines import Manner
from models.story.manuscript import Manuscript, Passage, WrittenScene

if TYPE_CHECKING:
    from fountain import FountainElement

_TITLE_PAGE = re.compile(
    r"\A\s*(?:title|titel|titre|título|titolo|credit|authors?|autor(?:in)?|auteur|source|draft date|contact)\s*:",
    re.IGNORECASE,
)
_MARKED_CUE = re.compile(r"^@[^\W\d_][^\n]{0,40}\n(?:\([^\n]*\)\n)?\S", re.MULTILINE)
_EXTENSION = re.compile(r"\s*\(([^)]*)\)")
TRANSITIONS: tuple[tuple[str, TransitionKind], ...] = (
    ("dissolve", "crossfade"), ("überblend", "crossfade"), ("enchaîné", "crossfade"), ("encadenado", "crossfade"), ("incrociata", "crossfade"),
    ("white", "fade-white"), ("weiß", "fade-white"), ("blanc", "fade-white"), ("bianco", "fade-white"),
    ("fade", "fade-black"), ("blende", "fade-black"), ("fondu", "fade-black"), ("fundido", "fade-black"), ("dissolvenza", "fade-black"),
    ("wipe", "wipe-left"), ("cut", "cut"), ("schnitt", "cut"), ("coupe", "cut"), ("corte", "cut"), ("stacco", "cut"),
)  # fmt: skip
_VOICE_OVER = re.compile(
    r"\bv\.?\s?o\b|voice.?over|narrat|filtered|pre-?lap|hors.?champ|\boff\b", re.IGNORECASE
)
_OFFSCREEN = re.compile(
    r"\bo\.?\s?[sc]\b|off.?(?:screen|camera)|on (?:the )?(?:phone|radio|tv|intercom)|\bvoice\b", re.IGNORECASE
)
_FOREIGN = "0H0 "
"""What a heading in other letters begins with for the parser, which takes only Latin ones."""
_OF_THE_PAGE = re.compile(
    r"(?:(?:SUPER|SUPERIMPOSE|TITLE(?: CARD)?|CAPTION|INSERT TITLE|TEXT|CHYRON)\s*:.*|\W*(?:MORE|CONT['’]?D|CONTINUED|OMITTED|SERIES OF SHOTS|MONTAGE"
    r"|END (?:OF )?(?:MONTAGE|SERIES OF SHOTS|FLASHBACK|CREDITS)|BACK TO (?:SCENE|PRESENT)|INTERCUT|THE END|END)\W*)",
    re.DOTALL,
)
_LED_IN = re.compile(r"^(?:(?:SERIES OF SHOTS|MONTAGE|INTERCUT)\s*[:–—-]+\s*|[A-Z]\)\s+)")
TRANSITION = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ .'/-]* )?(?:TO|ZU|AUF|VERS|À|A|SU|SUR):|FADE (?:IN|OUT|TO BLACK)[.:]?|CUT TO BLACK[.:]?"
    r"|(?:AUF|AB|ÜBER)BLENDE[N.:]*|ÜBERBLENDUNG[^a-zß-ÿ]*|(?:HARTER |MATCH ?)?SCHNITT\b[^a-zß-ÿ]*|FONDU\b[^a-zß-ÿ]*|COUPE\b[^a-zß-ÿ]*"
    r"|OUVERTURE AU\b[^a-zß-ÿ]*|FUNDIDO\b[^a-zß-ÿ]*|CORTE A\b[^a-zß-ÿ]*|ENCADENADO[.:]?|DISSOLVENZA\b[^a-zß-ÿ]*|STACCO\b[^a-zß-ÿ]*"
)
_TITLES = ("title", "titel", "titre", "título", "titolo")
NOBODY_SPEAKS = (
    "it is a screenplay in which nobody says anything: give somebody a line, or give its action as a plain text, "
    "which a narrator tells."
)


def is_screenplay(text: str) -> bool:
    """Whether a text is laid out as a screenplay: a scene's heading on a line of its own, cues that are marked, a title page and cues."""
    head = text[:50_000]
    if _MARKED_CUE.search(head):
        return True
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
    title = next((document.metadata[key] for key in _TITLES if key in document.metadata), "")
    title = " ".join(title) if isinstance(title, list) else str(title)
    return Manuscript(form="screenplay", title=_unmarked(title), scenes=tuple(s for s in done if s.passages))


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
            self._next = next((is_ for word, is_ in TRANSITIONS if word in text.casefold()), self._next)
            self._cue = None
        elif kind in ("action", "lyrics") and (text := _seen(text)):
            self._cue = None
            self._passages.append(Passage(kind="seen", text=in_small(text, self._names)))

    def ended(self) -> list[WrittenScene]:
        """All scenes, the last one among them."""
        self._close()
        return self._done

    def _begin(self, heading: str) -> None:
        self._close()
        heading = heading.removeprefix(_FOREIGN)
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
        narrator = is_narrator(known)
        manner: Manner = "narration" if over or narrator else "speech"
        return "" if narrator else known, manner, over or bool(_OFFSCREEN.search(extension))


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


def _seen(text: str) -> str:
    """What of an action is seen: no `SUPER: …`, `(MORE)` and `SERIES OF SHOTS:`, which are said to whoever makes the film."""
    return "" if _OF_THE_PAGE.fullmatch(text) else _LED_IN.sub("", text)


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
    if text.count("[[") > text.count("]]"):
        text = text.replace("[[", "")
    lines = [line.strip() for line in text.split("\n")]
    marked: list[str] = []
    if _TITLE_PAGE.match(text):  # what goes on in a line that is set in belongs to the entry above
        page = text.lstrip().split("\n\n", 1)[0].split("\n")
        marked, lines = [*page, ""], [line.strip() for line in text.lstrip().split("\n")[len(page) :]]
    for number, line in enumerate(lines):
        above = lines[number - 1] if number else ""
        below = lines[number + 1] if number + 1 < len(lines) else ""
        foreign = not line.isascii() and not above and bool(below) and _is_cue(line)
        if is_heading(line):
            own = line.lstrip(".")
            marked += ["", f".{own if own[:1].isascii() else _FOREIGN + own}", ""]
        elif TRANSITION.fullmatch(line):
            marked += ["", f"> {line}", ""]
        else:
            marked.append(f"@{line}" if foreign and not line.startswith(("@", "!", ">", ".")) else line)
    return "\n".join(marked)
