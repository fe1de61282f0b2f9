"""Texts whose lines are labelled: with who says them (`ANNA: …`), or with what they are of a shot (`Scene 1 …`, `Voiceover: …`)."""

import re
from collections import Counter

from infra.reading.forms.scene_headings import is_heading
from infra.reading.forms.screenplay import name_as_written, spoken_only
from models.story.manuscript import Manuscript, Passage, WrittenScene

_SHOT = re.compile(
    r"^\W{0,3}(?:scene|shot|szene|einstellung|bild|scène|plan|escena|toma|plano|scena|кадр|сцена|sahne)\W{0,2}#?\s?(\d{1,4}|[IVXLC]{1,6})\b(?=\W{0,2}$|\W{0,2}\s*[:(\[\-–—.|,])"
    r"[^\w\n]{0,4}(?:\(?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[-–—]|to|bis|à|a)\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*\)?|\(?\d+(?:\.\d+)?\s*(?:s|sec|seconds?)\)?)?"
    r"[^\w\n\"“«„]{0,5}(?P<told>.*)$",
    re.IGNORECASE,
)
_SPOKEN = "voiceover|voice-over|voice over|vo|v.o.|narration|narrator|audio|narrador|voz en off|erzähler|sprecher|off|voix off|narrateur|voce fuori campo|narratore"
_SAID = "dialogue|dialog|dialogo|diálogo|line|speech"
_SHOWN = "visual|visuals|picture|image|bild|visuel|visuell|video|action|description|on screen|onscreen|setting|location|imagen|immagine|aktion"
_TECHNICAL = (
    "camera|shot|shot type|angle|lighting|light|music|sound|sounds|sfx|fx|vfx|duration|length|time|timing|transition|text|text overlay|super|caption|"
    "title|note|notes|warning|prompt|style|mood|musik|kamera|dauer|musique|caméra|música|cámara|b-roll|props|wardrobe|characters?|cast|director|author|by|date|subtitle"
)
_ROLES = {
    name: kind
    for kind, words in (("spoken", _SPOKEN), ("said", _SAID), ("shown", _SHOWN), ("technical", _TECHNICAL))
    for name in words.split("|")
}
_LABELLED = re.compile(
    r"^\W{0,3}(?P<name>[^\W\d_][\w .'’&/#-]{0,38}?)\s*(?:\((?P<how>[^)\n]{1,60})\))?\W{0,2}\s?(?:：\s*|:[*_]{0,2}(?:\s+|(?=[\"“«„「])))(?P<text>\S.*)$"
)
_PLAY = re.compile(
    r"^(?!(?:ACT|SCENE|AKT|SZENE|ACTE|SCÈNE)\b)(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ' -]{2,30})\.\s+(?P<how>)(?P<text>(?=.*[a-zß-ÿ])\S.*)$"
)
"""How printed plays say who speaks: `HERMIA. I frown upon him.`"""
_SEEN_TOO = (
    "visual",
    "visuals",
    "picture",
    "image",
    "camera",
    "shot",
    "angle",
    "shot type",
    "action",
    "description",
)
_QUOTES = '"“”«»„「」 '
_NARRATORS = frozenset(name for name, kind in _ROLES.items() if kind == "spoken") | {
    "anlatıcı",
    "рассказчик",
    "旁白",
    "الراوي",
}
_LENGTH = re.compile(
    r"\W*\d+(?:[.,]\d+)?\s*(?:s|sec|secs|seconds?|sekunden|secondes|segundos)?\W*", re.IGNORECASE
)
_STOPPED = re.compile(r"[.!?…。！？؟][\"'”’»」)]*$")
_SHARE = 0.6
"""The share of a dialogue's lines that say who speaks."""


def is_shots(text: str) -> bool:
    """Whether a text is a list of labelled shots: numbered, with what is seen or heard beside."""
    lines = [line for line in text[:50_000].split("\n") if line.strip()]
    shots = sum(bool(_SHOT.match(line)) for line in lines)
    roles = sum(1 for line in lines if (label := _label(line)) and label[0].casefold() in _ROLES)
    return (
        shots > 0
        and (shots > 1 or roles > 0)
        and (roles > 0 or shots >= _SHARE * len(lines))
        and not any(map(is_heading, lines))
    )


def shots(text: str) -> Manuscript:
    """The shots of a labelled list: what is seen of each, and what is heard over it."""
    scenes: list[list[Passage]] = []
    title, last = "", ""
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            continue
        if found := _SHOT.match(line):
            scenes.append([])
            last = "shown"
            line = found["told"].strip()
            if not line or _LENGTH.fullmatch(line):
                continue
        for part in (cell.strip() for cell in line.split(" | ")):
            label = _label(part)
            name, how, said = label or ("", "", part)
            role = _ROLES.get(name.casefold(), "named" if label else last)
            if not scenes:
                title = title or (said if name.casefold() == "title" else "")
                if role not in ("spoken", "said", "shown"):
                    continue
                scenes.append([])
            passage = _passage(role, name, how, said)
            if passage:
                scenes[-1].append(passage)
            last = role if label else last
    return Manuscript(
        form="shots", title=title, scenes=tuple(WrittenScene(passages=tuple(p)) for p in scenes if p)
    )


def _passage(role: str, name: str, how: str, said: str) -> Passage | None:
    """What a labelled line is of its shot; music, lights and lengths are nothing that is told."""
    bare = said.strip(_QUOTES) if said[:1] in _QUOTES else said
    if role in ("spoken", "said", "named"):
        inner = _label(bare) if role != "named" else None
        speaker, how, bare = inner or (name if role == "named" else "", how, bare)
        known = speaker.casefold() not in _NARRATORS
        text = spoken_only(bare.strip(_QUOTES))
        if not re.search(r"\w", text) or bare.casefold() in (
            "none",
            "n/a",
            "silence",
            "silent",
            "no dialogue",
        ):
            return None
        return Passage(
            kind="said", text=text, delivery=how, speaker=name_as_written(speaker) if known else "",
            manner="speech" if known and speaker else "narration",
        )  # fmt: skip
    if role == "shown" or name.casefold() in _SEEN_TOO:
        return Passage(kind="seen", text=said)
    return None


def is_dialogue(text: str) -> bool:
    """Whether a text is labelled with who says what: most of its lines are, and somebody in it speaks twice or two people do."""
    lines = [line for line in text[:50_000].split("\n") if line.strip()]
    labels = [label for line in lines if (label := _label(line)) and _is_name(label[0])]
    names = Counter(name.casefold() for name, _, _ in labels)
    names.pop("title", None)
    spoken = sum(names.values())
    # What is listed, `Flour: two cups`, is labelled too; what is said are sentences.
    if sum(bool(_STOPPED.search(said)) for _, _, said in labels) < _SHARE * spoken:
        return False
    return spoken >= 2 and spoken >= _SHARE * len(
        [line for line in lines if not line.lstrip().startswith(("(", "["))]
    )


def dialogue(text: str) -> Manuscript:
    """A labelled text as one scene: what a narrator says is told, what anybody else says is said; directions are seen."""
    passages: list[Passage] = []
    title = ""
    for line in (line.strip() for line in text.split("\n")):
        label = _label(line)
        if label and _is_name(label[0]):
            name, how, said = label
            if name.casefold() == "title":
                title = said
                continue
            narrated = name.casefold() in _NARRATORS
            said = spoken_only(
                said.strip() if not (said[0] in _QUOTES and said[-1] in _QUOTES) else said.strip(_QUOTES)
            )
            kind = "told" if narrated else "said"
            passages.append(
                Passage(
                    kind=kind,
                    text=said,
                    speaker="" if narrated else name_as_written(name),
                    delivery=how,
                    manner="narration" if narrated else "speech",
                )
            )
        elif line and line[0] in "([" and line[-1] in ")]":
            passages.append(Passage(kind="seen", text=line.strip("()[] ")))
        elif line and passages and passages[-1].kind != "seen":
            passages[-1] = passages[-1].model_copy(update={"text": f"{passages[-1].text} {line}"})
        elif line and not passages and not title and len(line) < 80:
            title = line.lstrip("# ")
    return Manuscript(form="dialogue", title=title, scenes=(WrittenScene(passages=tuple(passages)),))


def _label(line: str) -> tuple[str, str, str] | None:
    """Who or what a line is labelled with, how, and the rest of it."""
    line = line.strip().replace("**", "").replace("__", "")
    found = _LABELLED.match(line) or _PLAY.match(line)
    return (found["name"].strip(" -"), (found["how"] or "").strip(), found["text"].strip()) if found else None


def _is_name(name: str) -> bool:
    """Whether a label can be somebody: a few words that begin with capitals, or of a script without them."""
    words = name.split()
    role = _ROLES.get(name.casefold())
    if role in ("technical", "shown") and name.casefold() != "title":
        return False
    return len(words) <= 3 and all(
        not word[0].islower() or word in ("de", "von", "van", "der", "di", "le", "la") for word in words
    )
