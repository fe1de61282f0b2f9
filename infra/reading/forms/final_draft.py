"""Final Draft (.fdx): its paragraphs as Fountain, which says the same in plain text."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from models.errors import BadInput

_MARKED = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)?<FinalDraft\b", re.DOTALL
)
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
"""It says how the file was encoded, which is text by now."""
_DEEPEST = 50
"""Elements within each other; dual dialogue needs four."""


def is_final_draft(text: str) -> bool:
    """Whether a text is Final Draft's XML."""
    return bool(_MARKED.match(text[:20_000].lstrip("\ufeff")))


def fountain_of(text: str) -> str:
    """The script as Fountain, its title page's first line as the title.

    Raises:
        BadInput: it is no XML that can be read, defines entities of its own, or has no script in it.

    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(_DECLARATION.sub("", text.lstrip("\ufeff \n\r\t")).encode(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadInput(
            "it is a Final Draft file that defines entities of its own, which none does: save it anew in Final Draft."
        ) from error
    except (ParseError, ValueError, RecursionError) as error:
        raise BadInput(f"it is a damaged Final Draft file ({error}): save it anew in Final Draft.") from error
    content = root.find("Content")
    if content is None or content.find(".//Paragraph") is None:
        raise BadInput("it is a Final Draft file without a script in it.")
    title = next((words for p in root.iterfind("./TitlePage/Content/Paragraph") if (words := _text(p))), "")
    head = f"Title: {title}\n\n" if title else ""
    return head + "\n".join(_lines(content))


def _lines(content: Element, depth: int = 0) -> Iterator[str]:
    for paragraph in content.findall("Paragraph"):
        dual = paragraph.find("DualDialogue")
        if dual is not None:
            if depth < _DEEPEST:
                yield from _lines(dual, depth + 1)
            continue
        kind, text = paragraph.get("Type", "Action"), _text(paragraph)
        if not text:
            continue
        match kind:
            case "Scene Heading":
                yield f"\n.{text.upper()}\n" if not text.startswith(".") else f"\n{text}\n"
            case "Character":
                yield f"\n@{text}"
            case "Parenthetical":
                yield text if text.startswith("(") else f"({text})"
            case "Dialogue":
                yield text
            case "Lyrics" | "Singing":
                yield f"~{text}"
            case "Transition":
                yield f"\n> {text}\n"
            case "Action" | "General" | "Shot" | "Cast List":
                yield f"\n!{text}\n"


def _text(paragraph: Element) -> str:
    """Its words; notes of the writer's lie beside them, in elements of their own."""
    return " ".join("".join(text.text or "" for text in paragraph.findall("Text")).split())
