"""Texts whose lines are labelled: with who says them (`ANNA: …`), or with what they are of a shot (`Scene 1 …`, `Voiceover: …`)."""

import re
from collections import Counter

from infra.reading.forms.capitals import name_as_written
from infra.reading.forms.narrators import NARRATORS, is_narrator
from infra.reading.forms.scene_headings import is_heading
from infra.reading.forms.screenplay import TRANSITION, spoken_only
from models.story.manuscript import Manuscript, Passage, WrittenScene

_SHOT = re.compile(
    r"^\W{0,3}(?:scene|shot|szene|einstellung|bild|scène|plan|escena|toma|plano|scena|кадр|сцена|sahne)\W{0,2}#?\s?(\d{1,4}|[IVXLC]{1,6})\b(?=\W{0,2}$|\W{0,2}\s*[:(\[\-–—.|,])"
    r"[^\w\n]{0,4}(?:\(?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[-–—]|to|bis|à|a)\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*\)?|\(?\d+(?:\.\d+)?\s*(?:s|sec|seconds?)\)?)?"
    r"[^\w\n\"“«„]{0,5}(?P<told>.*)$",
    re.IGNORECASE,
)
_SAID = "dialogue|dialog|dialogo|diálogo|line|speech"
_SHOWN = "visual|visuals|picture|image|bild|visuel|visuell|video|action|description|on screen|onscreen|setting|location|imagen|immagine|aktion"
_TECHNICAL = (
    "camera|shot|shot type|angle|lighting|light|music|sound|sounds|sfx|fx|vfx|duration|length|time|timing|transition|text|text overlay|super|caption|"
    "text on screen|on-screen text|on screen text|onscreen text|title card|end card|end title|card|logo|graphics?|gfx|cta|call to action|insert|"
    "cut to|fade in|fade out|fade to black|dissolve to|transition to|sound effects?|ambience|atmo|ton|geräusch|geräusche|son|bruitage|sonido|suono|supers?|"
    "subtitles?|untertitel|sous-titre|music cue|title|note|notes|warning|prompt|style|mood|musik|kamera|dauer|musique|caméra|música|cámara|b-roll|props|wardrobe|characters?|cast|director|author|by|date|subtitle"
)
_ROLES = {
    name: kind
    for kind, words in (
        ("spoken", "|".join(sorted(NARRATORS))),
        ("said", _SAID),
        ("shown", _SHOWN),
        ("technical", _TECHNICAL),
    )
    for word in words.split("|")
    for name in ([word[:-2], word[:-1]] if word.endswith("s?") else [word])
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
_LENGTH = re.compile(
    r"\W*\d+(?:[.,]\d+)?\s*(?:s|sec|secs|seconds?|sekunden|secondes|segundos)?\W*", re.IGNORECASE
)
_FROM_TO = re.compile(
    r"(?<![\d:.])(\d{1,2}(?:[:.]\d{2}){1,2})\s*(?:[-–—]|to|bis|à|a)\s*(\d{1,2}(?:[:.]\d{2}){1,2})(?![\d:])"
)
_LASTS = re.compile(
    r"(?<![\w.])(\d{1,3}(?:[.,]\d+)?)\s*(?:s|secs?|seconds?|sekunden|secondes|segundos)(?!\w)", re.IGNORECASE
)
_LENGTHS = ("duration", "length", "time", "timing", "dauer", "durée", "duración")
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
    lengths: list[float] = []
    title, last = "", ""
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            continue
        if found := _SHOT.match(line):
            scenes.append([])
            lengths.append(_seconds(line[: found.start("told")]))
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
                lengths.append(0.0)
            if name.casefold() in _LENGTHS:
                lengths[-1] = lengths[-1] or _seconds(said)
            passage = _passage(role, name, how, said)
            if passage:
                scenes[-1].append(passage)
            last = role if label else last
    return Manuscript(
        form="shots",
        title=title,
        scenes=tuple(
            WrittenScene(passages=tuple(passages), seconds=seconds)
            for passages, seconds in zip(scenes, lengths, strict=True)
            if passages
        ),
    )


def _seconds(text: str) -> float:
    """How long a shot lasts by its label, `(0:05-0:10)` or `5 s`; 0 where that says nothing."""
    if span := _FROM_TO.search(text):
        start, end = (_of_clock(part) for part in span.groups())
        return max(0.0, end - start)
    lasts = _LASTS.search(text)
    return float(lasts[1].replace(",", ".")) if lasts else 0.0


def _of_clock(time: str) -> float:
    """`1:05` and `0:01:05` in seconds."""
    total = 0.0
    for part in re.split(r"[:.]", time):
        total = total * 60 + int(part)
    return total


def _passage(role: str, name: str, how: str, said: str) -> Passage | None:
    """What a labelled line is of its shot; music, lights and lengths are nothing that is told."""
    bare = said.strip(_QUOTES) if said[:1] in _QUOTES else said
    if role in ("spoken", "said", "named"):
        inner = _label(bare) if role != "named" else None
        speaker, how, bare = inner or (name if role == "named" else "", how, bare)
        known = not is_narrator(speaker)
        text = spoken_only(bare.strip(_QUOTES))
        if name.casefold() == "audio" and not inner and bare == said and not _STOPPED.search(said):
            return None  # `rain on a roof` is a sound, `"It rains."` is said
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
    told = [line for line in lines if not line.lstrip().startswith(("(", "[")) and not _is_technical(line)]
    return spoken >= 2 and spoken >= _SHARE * len(told)


def dialogue(text: str) -> Manuscript:
    """A labelled text as one scene: what a narrator says is told, what anybody else says is said; directions are seen."""
    passages: list[Passage] = []
    title = ""
    for line in (line.strip() for line in text.split("\n")):
        label = _label(line)
        if _is_technical(line):
            continue
        if label and _is_name(label[0]):
            name, how, said = label
            if name.casefold() == "title":
                title = said
                continue
            narrated = is_narrator(name)
            how, said = _as_marked(how, said)
            said = said.strip() if not (said[0] in _QUOTES and said[-1] in _QUOTES) else said.strip(_QUOTES)
            said = spoken_only(said)
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


def _is_technical(line: str) -> bool:
    """Whether a line is for whoever makes the film: `[Cut to: a hand]`, `FADE OUT.`, `TEXT ON SCREEN: Casa Clara`."""
    bare = line.strip("[]() *_")
    label = _label(bare)
    if label and _ROLES.get(label[0].casefold()) == "technical" and label[0].casefold() != "title":
        return True
    return bool(TRANSITION.fullmatch(bare))


def _as_marked(how: str, said: str) -> tuple[str, str]:
    """What is said without the marks of Markdown; `*(softly)*` and `*sighs*` before it are how."""
    first = re.match(r"[*_]+\(?([a-zß-ÿ][^*_()\n]{0,40})\)?[*_]+\s+(?=\S)", said)
    if first and len(first[1].split()) <= 3:
        how, said = how or first[1].strip(), said[first.end() :]
    return how, re.sub(r"(?<!\w)[*_`~]+(?=\S)|(?<=\S)[*_`~]+(?!\w)", "", said)


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
