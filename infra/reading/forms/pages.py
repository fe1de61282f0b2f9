"""HTML: the words that a browser would show, in paragraphs."""

import re

from models.errors import BadInput

_MARKED = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BLOCKS = (
    "p, div, br, hr, h1, h2, h3, h4, h5, h6, li, dt, dd, tr, table, ul, ol, dl, blockquote, pre, section, article, aside,"
    " header, footer, main, figure, figcaption, address, form, fieldset, details, summary, nav, td, th, caption"
)
_SOME_BLOCKS = re.compile(r"<(?:p|div|br|h[1-6]|li|ul|ol|table|article|section|span)\b[^<>]*>", re.IGNORECASE)
_UNSEEN = ["script", "style", "noscript", "template", "textarea", "select", "option", "svg", "math", "iframe", "object",
    "audio", "video", "canvas", "button", "rt", "rp", "nav", "footer", "form"]  # fmt: skip
"""What holds no words of the text: what runs or is filled in, what stands around it, and readings above characters."""
_HIDDEN = "[hidden], [aria-hidden=true], [style*='display:none' i], [style*='display: none' i], [style*='visibility:hidden' i]"
_EDGE = "\ue000"


def is_page(text: str) -> bool:
    """Whether a text is HTML: it says so, or has the tags of paragraphs where it begins."""
    return bool(_MARKED.match(text)) or (len(_SOME_BLOCKS.findall(text[:20_000])) > 1 and "</" in text)


def page_text(html: str) -> tuple[str, str]:
    """The title of a page, and its words: a blank line between paragraphs, headings among them.

    Raises:
        BadInput: it has no words.

    """
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(html)
    titled = page.css_first("title")
    title = " ".join(titled.text().split()) if titled else ""
    page.strip_tags([*_UNSEEN, "title"])
    for node in page.css(_HIDDEN):
        node.decompose()
    for node in page.css("h1, h2, h3, h4, h5, h6"):
        # What a page is headed by is told as the rest of it is; as a line without a stop it would be taken for a title.
        if re.search(r"\w[\"'”’»)\]]*$", node.text().strip()):
            node.insert_child(".")
    for node in page.css(_BLOCKS):
        node.insert_before(_EDGE)
        node.insert_after(_EDGE)
    root = page.body or page.root
    words = root.text(separator="") if root else ""
    text = "\n\n".join(block for part in words.split(_EDGE) if (block := _spaced(part)))
    if not re.search(r"\w", text):
        raise BadInput(
            "it is a page without any words to read, scripts and styles left out: give one that has a text."
        )
    return title, text


def _spaced(part: str) -> str:
    """A block in one line; a space that holds two words together stays."""
    return re.sub(r"[ \t\r\n\f]+", " ", part).strip()
