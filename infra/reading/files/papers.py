"""PDF and Word files: their words, in paragraphs."""

import io
import re
import zipfile
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from infra.reading.forms.pages import page_text
from models.errors import BadInput

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES = 5000
MOST_UNPACKED = 100 * 2**20
"""Bytes that a Word file's parts have together once they are unpacked; a thick novel's have 5 MB."""
MOST_OF_TEXT = 16 * 2**20
"""Bytes of its parts that are read, marks and all; a second a megabyte is what reading them takes."""
_MOST_PARTS = 10_000
_APART = 1.4
"""How many times the usual distance of two lines makes a new paragraph."""
_HYPHEN = re.compile(r"(\w+)[\x02\ufffe]\s*(\w+)")
"""A word with what pdfium writes for a hyphen that a line ended with."""
_TOO_MUCH = f"it unpacks to more than {MOST_UNPACKED // 2**20} MB, which no text needs: save it anew in Word."
_NUMBER = re.compile(
    r"\W*(?:page|seite|página|pagina|p\.?)?\s*\d{1,5}(?:\s*(?:/|of|von|de|sur)\s*\d{1,5})?\W*", re.IGNORECASE
)


def is_pdf(data: bytes) -> bool:
    """Whether a file is a PDF: within its first bytes it says so."""
    return b"%PDF-" in data[:1024]


def is_word(data: bytes) -> bool:
    """Whether a file is packed as Word's are."""
    return data.startswith(b"PK\x03\x04")


def pdf_text(data: bytes) -> str:
    """The words of a PDF, page after page, without what stands at the head and the foot of its pages.

    Raises:
        BadInput: it is locked by a password, damaged, too long, or holds pictures of words alone.

    """
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == FPDF_ERR_PASSWORD or "password" in str(error).casefold():
            raise BadInput("it is locked by a password: save it without one.") from error
        raise BadInput("it is a damaged PDF that cannot be opened: save it anew.") from error
    with document:
        if len(document) > MOST_PAGES:
            raise BadInput(f"it has {len(document):,} pages: {MOST_PAGES:,} are the most.")
        pages = []
        for page in document:
            try:
                pages.append(_lines(page))
            except pypdfium2.PdfiumError as error:
                raise BadInput(f"its page {len(pages) + 1} is damaged: save it anew.") from error
            finally:
                page.close()
    text = _joined(pages)
    text = _HYPHEN.sub(lambda broken: _whole(broken, text), text)
    if not re.search(r"\w", text):
        raise BadInput(
            "it is a PDF without any text, such as scanned pages: give one whose words can be selected."
        )
    return text


def _lines(page: "pypdfium2.PdfPage") -> list[str]:
    """The lines of a page from its top, with an empty one where there is more room between two than elsewhere."""
    words = page.get_textpage()
    try:
        text = words.get_text_range()
        lines, bases, at = [], [], 0
        for line in text.split("\n"):
            first = at + len(line) - len(line.lstrip())
            if line.strip():
                lines.append(line.strip())
                bases.append(words.get_charbox(first, loose=True)[1])
            at += len(line) + 1
    finally:
        words.close()
    if not lines:
        return []
    steps = [above - below for above, below in pairwise(bases) if above > below]
    usual = sorted(steps)[len(steps) // 4] if steps else 0.0
    apart = [False, *(above - below > _APART * usual or below > above for above, below in pairwise(bases))]
    return [
        part for line, blank in zip(lines, apart, strict=True) for part in (("", line) if blank else (line,))
    ]


def _joined(pages: list[list[str]]) -> str:
    """Pages as one text; a line that stands first or last on several pages, and a number alone there, is no part of it."""
    edges = Counter(
        re.sub(r"\d+", "#", line)
        for page in pages
        for line in {*[line for line in page if line][:1], *[line for line in page if line][-1:]}
    )
    whole: list[str] = []
    for page in pages:
        lines = list(page)
        for at in (0, -1):
            edge = lines[at] if lines else ""
            often = len(pages) > 2 and edges[re.sub(r"\d+", "#", edge)] > len(pages) / 2
            if edge and (_NUMBER.fullmatch(edge) or often):
                lines.pop(at)
        while lines and not lines[0]:
            lines.pop(0)
        # A paragraph that ends with its page is told from one that goes on by its last line.
        goes_on = bool(whole and lines) and not re.search(r"[.!?…][\"'”’»)]*$", whole[-1])
        whole += lines if goes_on or not whole else ["", *lines]
    return "\n".join(whole)


def _whole(broken: re.Match[str], text: str) -> str:
    """A word that was broken at a line's end; its hyphen stays where the rest of the text has one."""
    hyphened = f"{broken[1]}-{broken[2]}"
    return hyphened if hyphened.casefold() in text.casefold() else broken[1] + broken[2]


def word_text(data: bytes) -> str:
    """The words of a Word file (.docx) in paragraphs: what was deleted is left out, what was inserted is there.

    Raises:
        BadInput: it is no Word file, is damaged, or unpacks to more than any text needs.

    """
    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check(parts)
        html = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(lambda _: {})
        ).value
    except BadInput:
        raise
    except Exception as error:  # zipfile, zlib and mammoth's XML parser each raise their own
        raise BadInput("it is a damaged Word file that cannot be opened: save it anew in Word.") from error
    try:
        return page_text(f"<html><body>{html}</body></html>")[1]
    except BadInput as error:
        raise BadInput("it is a Word file without any words.") from error


def _check(parts: zipfile.ZipFile) -> None:
    """Whether a packed file is Word's, and unpacks within bounds: what a part says of its size is not believed.

    Raises:
        BadInput: it is not.

    """
    entries = parts.infolist()
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise BadInput(_TOO_MUCH)
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadInput("it is locked by a password: save it without one.")
    if not any(entry.filename.startswith("word/") for entry in entries):
        raise BadInput("it is a packed file and no Word document: give a .docx, or the text itself.")
    left = MOST_OF_TEXT
    for entry in entries:
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        with parts.open(entry) as part:
            read = part.read(min(left, entry.file_size) + 1)
        left -= len(read)
        if left < 0:
            raise BadInput(
                f"its text unpacks to more than {MOST_OF_TEXT // 2**20} MB, which is the most: give it in parts."
            )
        if b"<!DOCTYPE" in read or b"<!ENTITY" in read:
            raise BadInput(
                "it is a Word file that defines entities of its own, which none does: save it anew in Word."
            )
