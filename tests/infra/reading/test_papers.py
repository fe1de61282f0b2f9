"""PDF and Word files give their words."""

from collections.abc import Callable

import pytest

from infra.reading.files.story_files import story_of
from infra.reading.reader import read
from models.errors import BadInput
from tests.kit.papers import docx, pdf, set_in

PAGE = [
    "The keeper had been wait-",
    "ing for the ferry since early",
    "morning, and nobody came.",
    "",
    "Then the bell rang.",
]


def test_a_pdf_is_read_in_paragraphs_without_its_running_heads() -> None:
    pages = [
        set_in([(72, "THE FERRY"), (72, ""), *((72, line) for line in PAGE), (72, ""), (300, str(number))])
        for number in (1, 2, 3)
    ]
    text = story_of(pdf(pages), "a.pdf").text
    paragraph = "The keeper had been waiting for the ferry since early morning, and nobody came."
    assert [p.text for p in read(text).passages] == [paragraph, "Then the bell rang."] * 3


def test_a_screenplay_that_was_printed_is_a_screenplay_again() -> None:
    lines = [
        (72, "INT. FERRY TERMINAL - NIGHT"), (72, ""), (72, "Rain. MARTA counts coins behind the"), (72, "glass."), (72, ""), (260, "MARTA"),
        (200, "(low)"), (160, "Last boat left"), (160, "at nine."), (72, ""), (72, "She looks up."), (72, ""), (72, "EXT. PIER - DAY"), (72, ""),
        (260, "IVAN"), (160, "Then I will swim."),
    ]  # fmt: skip
    found = read(story_of(pdf([set_in(lines)]), "a.pdf").text)
    assert found.form == "screenplay"
    assert [(p.kind, p.speaker, p.delivery, p.text) for p in found.passages] == [
        ("seen", "", "", "Rain. Marta counts coins behind the glass."), ("said", "Marta", "low", "Last boat left at nine."),
        ("seen", "", "", "She looks up."), ("said", "Ivan", "", "Then I will swim."),
    ]  # fmt: skip


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_word_file_gives_what_was_inserted_and_not_what_was_deleted() -> None:
    body = (
        paragraph("A mill turns.") + "<w:p><w:ins><w:r><w:t>Anna opens </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:r><w:t>the door.</w:t></w:r></w:p>"
    )
    assert story_of(docx(body), "a.docx").text == "A mill turns.\n\nAnna opens the door."


@pytest.mark.parametrize(
    ("made", "clause"),
    [
        (lambda: pdf([set_in([(72, "Anna waits.")])], locked=True), "it is locked by a password: save it without one."),
        (lambda: pdf([[]]), "it is a PDF without any text, such as scanned pages: give one whose words can be selected."),
        (lambda: docx(paragraph("x"), ("word/media/x.bin", b"0" * 200_000_000)), "it unpacks to more than 100 MB, which no text needs: save it anew in Word."),
        (lambda: docx(paragraph("&b;"), head='<!DOCTYPE x [<!ENTITY b "ha">]>'), "it is a Word file that defines entities of its own, which none does: save it anew in Word."),
        (lambda: docx(paragraph("x" * 2**24)), "its text unpacks to more than 16 MB, which is the most: give it in parts."),
        (lambda: docx(""), "it is a Word file without any words."),
        (lambda: docx(paragraph("x"))[:-40], "it is a damaged Word file that cannot be opened: save it anew in Word."),
    ],
)  # fmt: skip
def test_a_paper_that_cannot_be_read_is_said_in_one_clause(made: Callable[[], bytes], clause: str) -> None:
    with pytest.raises(BadInput) as refused:
        story_of(made(), "a.pdf")
    assert str(refused.value) == clause


def test_a_packed_part_that_lies_about_its_size_is_not_believed() -> None:
    honest = docx(paragraph("x") * 10, ("word/more.xml", b" " * 150_000_000))
    size = (150_000_000).to_bytes(4, "little")
    with pytest.raises(BadInput):
        story_of(honest.replace(size, (10).to_bytes(4, "little")), "a.docx")
