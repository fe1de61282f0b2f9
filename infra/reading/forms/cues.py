"""Subtitles, SRT and WebVTT: what they say, without times, numbers, marks and sounds."""

import re

_TIME = r"\d{1,2}:\d{2}(?::\d{2})?[.,]\d{1,3}"
_CUE = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}", re.MULTILINE)
_FIRST_CUE = re.compile(rf"\ufeff?\s*(?:\d+\s*\n\s*)?{_TIME}\s*-->\s*{_TIME}")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>", re.IGNORECASE)
_SOUND = re.compile(
    r"\[[^\]\n]*\]|^\s*(?:[♩♪♫♬#]+\s*)?\([^()\n]*\)\s*[♩♪♫♬#]*\s*$|\([A-Z\s,.'-]{3,}\)|[♩♪♫♬#]+", re.MULTILINE
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>|\{\\[^}]*\}")
_LABEL = re.compile(r"^\s*(?:>>+\s*|[-–]\s+)?([A-Z][A-Z .'-]{1,30}):\s+", re.MULTILINE)
_ENDS = re.compile(r"[.!?…。！？؟][\"'”’»)]*$")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}


def is_subtitles(text: str) -> bool:
    """Whether a text is SRT or WebVTT: most of it hangs on times."""
    return (
        text.lstrip("\ufeff \n").startswith("WEBVTT")
        or bool(_FIRST_CUE.match(text))
        or len(_CUE.findall(text[:20_000])) > 1
    )


def cue_lines(text: str) -> list[tuple[str, str]]:
    """Who says what, cue by cue; without a speaker the name is empty.

    A cue that goes on with the sentence of the one before is one with it.
    """
    import pysubs2

    kind = "vtt" if text.lstrip("\ufeff \n").startswith("WEBVTT") else "srt"
    # The library loses what voice tags say: names are told apart as labels are.
    text = _VOICE.sub(
        lambda found: f"{found[1].strip().upper()}: ", text.replace("\r\n", "\n").lstrip("\ufeff")
    )
    said: list[tuple[str, str]] = []
    for event in pysubs2.SSAFile.from_string(text, format_=kind):
        if event.is_comment or event.is_drawing:
            continue
        for speaker, words in _turns(event.plaintext):
            if said and speaker in ("", said[-1][0]) and not _ENDS.search(said[-1][1]):
                said[-1] = (said[-1][0], f"{said[-1][1]} {words}")
            else:
                said.append((speaker, words))
    return said


def _turns(text: str) -> list[tuple[str, str]]:
    for entity, meant in _ENTITIES.items():
        text = text.replace(entity, meant)
    text = _SOUND.sub(" ", _TAG.sub("", text))
    turns = [("", "")]
    at = 0
    for label in _LABEL.finditer(text):
        turns[-1] = (turns[-1][0], text[at : label.start()])
        turns.append((label[1].strip(), ""))
        at = label.end()
    turns[-1] = (turns[-1][0], text[at:])
    return [
        (speaker, plain) for speaker, words in turns if re.search(r"\w", plain := " ".join(words.split()))
    ]
