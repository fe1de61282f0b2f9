"""The one reader: whatever text people bring becomes a manuscript."""

import re
from functools import lru_cache

from infra.media.text.scripts import UNSPACED
from infra.reading.forms import apparatus, capitals, cues, final_draft, labels, markdown, pages, screenplay
from infra.reading.language import language_of
from infra.reading.paragraphs import BULLET, HEADING, paragraphs
from infra.reading.typography import is_loud, quietened, tidied, with_apostrophes
from models.errors import BadInput
from models.story.manuscript import Manuscript, Passage, WrittenScene

_NAMED_TITLE = re.compile(r"^title\s*:\s*(.+)$", re.IGNORECASE)


def read_brief(text: str) -> Manuscript:
    """What the words of a brief tell.

    Raises:
        BadInput: nothing of them can be told; a sentence.

    """
    try:
        return read(text)
    except BadInput as error:
        raise _of_brief(error) from error


@lru_cache(maxsize=2)
def read(text: str) -> Manuscript:
    """What a text tells, whatever it is written in: prose, Markdown, a page, subtitles, labelled lines, a screenplay.

    Raises:
        BadInput: nothing of it can be told; a clause about `it`.

    """
    text = with_apostrophes(text.replace("\r\n", "\n").replace("\r", "\n"))
    title, told = _opened(text)
    if final_draft.is_final_draft(text):
        return _tidy(screenplay.screenplay(told), "")
    if not (cues.is_subtitles(told) or screenplay.is_screenplay(told)):
        headed, told = apparatus.without(told)
        title = title or headed
    found = _read_plain(told)
    if not re.search(r"\w", found.text):
        raise BadInput("it has no words to tell: give a text with a sentence in it.")
    return _tidy(found, title)


@lru_cache(maxsize=4)
def told_text(text: str) -> str:
    """The words of a brief for a model that reads them itself: plain or marked, labelled, or Fountain, without what is a machine's.

    What is no page, no subtitles and no Final Draft is left as it is; read again it gives the same manuscript.

    Raises:
        BadInput: as `read_brief`.

    """
    try:
        return _told(text)
    except BadInput as error:
        raise _of_brief(error) from error


def _told(text: str) -> str:
    _, told = _opened(text)
    if not cues.is_subtitles(told):
        return told.strip() or text
    lines = cues.cue_lines(told.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(f"{speaker}: {words}" if speaker else words for speaker, words in lines)


def _opened(text: str) -> tuple[str, str]:
    """The title that a page or front matter gives, and the text that is packed in them or in a file of Final Draft."""
    if final_draft.is_final_draft(text):
        return "", final_draft.fountain_of(text)
    return pages.page_text(text) if pages.is_page(text) else markdown.front_matter(text)


def _of_brief(error: BadInput) -> BadInput:
    return BadInput(f"The brief cannot be used: {error}")


def is_plain(text: str) -> bool:
    """Whether a text is paragraphs and no more: any stretch of it reads as it does among the rest."""
    return not (
        final_draft.is_final_draft(text)
        or pages.is_page(text)
        or cues.is_subtitles(text)
        or screenplay.is_screenplay(text)
        or labels.is_shots(text)
        or labels.is_dialogue(text)
    )


def _read_plain(text: str) -> Manuscript:
    """A text that is no page: its form is what its lines look like."""
    if cues.is_subtitles(text):
        said = cues.cue_lines(text)
        names = {speaker for speaker, _ in said if speaker}
        passages = tuple(
            Passage(
                kind="said" if speaker else "told", text=words,
                speaker=capitals.name_as_written(speaker), manner="speech" if speaker else "narration",
            )
            for speaker, words in said
        )  # fmt: skip
        scene = WrittenScene(passages=passages)
        return Manuscript(form="dialogue" if names else "subtitles", scenes=(scene,))
    if screenplay.is_screenplay(text):
        return screenplay.screenplay(text)
    if labels.is_shots(text):
        return labels.shots(text)
    if labels.is_dialogue(text):
        return labels.dialogue(text)
    title = ""
    if markdown.is_markdown(text):
        title, text = markdown.markdown_text(text)
    text = tidied(text).strip()
    if not title:
        title = heading_of(text)
        text = without_heading(text) if title else text
    told = tuple(
        Passage(text=part, manner="narration") for part in paragraphs(text) if re.search(r"\w", part)
    )
    if not told and re.search(r"\w", title or text):  # a title alone, or a number, is all that is told
        told = (Passage(text=title or " ".join(text.split()), manner="narration"),)
    return Manuscript(form="prose", title=title, scenes=(WrittenScene(passages=told),))


def _tidy(manuscript: Manuscript, title: str) -> Manuscript:
    """The manuscript with its language, and its words set right."""
    language = language_of(" ".join(passage.text for passage in manuscript.passages))
    loud = is_loud("\n".join(passage.text for passage in manuscript.passages))

    def clean(passage: Passage) -> Passage | None:
        # Prose is set right as a whole, before its lines are joined.
        text = passage.text if manuscript.form == "prose" else tidied(passage.text).strip()
        text = quietened(text, language) if loud else text
        return passage.model_copy(update={"text": text}) if re.search(r"\w", text) else None

    scenes = tuple(
        scene.model_copy(
            update={"passages": tuple(kept for passage in scene.passages if (kept := clean(passage)))}
        )
        for scene in manuscript.scenes
    )
    named = " ".join(tidied(title or manuscript.title).split())
    return manuscript.model_copy(
        update={
            "title": named[:200],
            "language": language,
            "scenes": tuple(scene for scene in scenes if scene.passages),
        }
    )


def heading_of(text: str) -> str:
    """The title that a plain text begins with: `Title: …`, or a short first line without a full stop."""
    lines = [line.strip() for line in text.split("\n", 12)[:12] if line.strip()]
    if len(lines) < 2:
        return ""
    first = re.sub(r"^#{1,6}\s+", "", lines[0])
    named = _NAMED_TITLE.match(first)
    first = (named[1] if named else first).strip('"“”*_ 《》')
    marked = HEADING.match(lines[0]) or named
    if first.endswith(("-", "‐")) or lines[1][:1].islower() or _is_unspaced_wrapped(lines):
        return ""
    short = len(first.split()) <= 8 and len(first) <= 60 and not re.search(r"[.!?…。！？؟,،，;:]$", first)
    apart = bool(re.match(r"\s*\S[^\n]*\n\s*\n", text)) or len(lines[1]) > 1.5 * len(lines[0])
    plain = not BULLET.match(lines[0]) and not BULLET.match(lines[1])
    return first if first and (marked or (short and apart and plain)) and len(first) <= 80 else ""


def _is_unspaced_wrapped(lines: list[str]) -> bool:
    """Whether a text without spaces is as wide as its page from the first line on."""
    return bool(UNSPACED.search(lines[0])) and len(lines[0]) >= 0.9 * max(map(len, lines[1:]))


def without_heading(text: str) -> str:
    """`text` without its first line."""
    return text.lstrip().split("\n", 1)[1].strip()
