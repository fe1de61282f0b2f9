"""From a file's bytes to a story: what kind of file it is is told by what is in it, and not by its name."""

from pathlib import PurePath
from typing import NamedTuple

from infra.reading.files import papers
from infra.reading.files.encodings import decoded
from infra.reading.forms import final_draft, markdown, pages, screenplay
from infra.reading.reader import is_plain, read
from models.brief import BINARY, MAX_TEXT_BYTES
from models.errors import BadInput
from models.story.manuscript import Form

MOST_BYTES = 50 * 2**20
"""Of a PDF or a Word file, whose pictures are not read; a text is held to what a brief takes."""
_SHORT = 300_000
"""Characters of a text that may have no words at all."""
_FOUNTAIN = (".fountain", ".spmd")
_OTHERS = (
    (b"{\\rtf", "an RTF file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "sound or video"),
    (b"ID3", "sound"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
)


class StoryFile(NamedTuple):
    """What a file gives: the text as it is filmed, the title that it names itself, its form, and an encoding that was guessed."""

    text: str
    title: str
    form: Form
    encoding: str = ""


def story_of(data: bytes, name: str) -> StoryFile:
    """The story in a file. `name` only says that a text without any scene's heading is meant as a screenplay.

    Raises:
        BadInput: it cannot be read, or nothing in it can be told; a clause about `it`.

    """
    encoding = ""
    if papers.is_pdf(data):
        text = papers.pdf_text(data)
    elif papers.is_word(data):
        text = papers.word_text(data)
    else:
        kind = next((words for mark, words in _OTHERS if data.startswith(mark)), "")
        if kind:
            raise BadInput(
                f"it is {kind}: give a text, such as .txt, .md, .html, .srt, .fountain, .fdx, .docx or .pdf."
            )
        text, encoding = decoded(data)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if BINARY.search(text):
        raise BadInput("it holds control characters, as binary files do: save it as UTF-8 text.")
    if not text.strip():
        raise BadInput("it is empty: say what the film is about.")
    title = ""
    if final_draft.is_final_draft(text):
        text = final_draft.fountain_of(text)
    elif pages.is_page(text):
        title, text = pages.page_text(text)
    else:
        title, text = markdown.front_matter(text)
        if PurePath(name).suffix.lower() in _FOUNTAIN and not screenplay.is_screenplay(text):
            screenplay.screenplay(text)  # says what is missing of one
            text = f"Title: {PurePath(name).stem}\n\n{text.lstrip()}"
    if (size := len(text.encode())) > MAX_TEXT_BYTES:
        raise BadInput(f"it has {size / 2**20:.1f} MB of text: {MAX_TEXT_BYTES // 2**20} MB is the most.")
    # As a brief has it, so that it is read once.
    text = text.strip()
    form: Form = "prose"
    # Whatever has words is prose at least, and a novel is not read through to be told so.
    if not is_plain(text) or len(text) < _SHORT:
        found = read(text)
        form = found.form
        title = title or (found.title if form == "screenplay" else "")
    return StoryFile(text, " ".join(title.split())[:200], form, encoding)


def joined(stories: list[tuple[str, StoryFile]]) -> StoryFile:
    """Several stories as one, in their order; the first title is its.

    Raises:
        BadInput: they are of different forms; a sentence.

    """
    first_name, first = stories[0]
    for name, story in stories[1:]:
        if story.form != first.form:
            raise BadInput(
                f"{first_name} is {_KINDS[first.form]}, and {name} is {_KINDS[story.form]}: give files of one kind."
            )
    title = next((story.title for _, story in stories if story.title), "")
    return StoryFile("\n\n".join(story.text for _, story in stories), title, first.form)


_KINDS: dict[Form, str] = {
    "prose": "prose", "dialogue": "dialogue with names before its lines", "shots": "a list of labelled shots",
    "screenplay": "a screenplay", "subtitles": "subtitles",
}  # fmt: skip
