"""Markdown: its paragraphs without the marks, and what its front matter says of it."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT = re.compile(r"\A\ufeff?(-{3}|\+{3})[^\S\n]*\n(.*?)\n\1[^\S\n]*(?:\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"\s*(?:[\w-][\w -]*\s*[:=](?:\s.*)?|-\s+.*|\s+\S.*|#.*)?\Z")
_KEY = re.compile(r"^[\w-][\w -]*\s*[:=](?:\s|$)", re.MULTILINE)
_TITLE = re.compile(r"^title\s*[:=]\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_MARKS = re.compile(
    r"^ {0,3}#{1,6} +\S|\*\*\S|(?<!\w)__[^_\n]{1,300}__(?!\w)|(?<![\w*])\*[^*\s](?:[^*\n]{0,300}[^*\s])?\*(?![\w*])"
    r"|(?<!\w)_[^_\s](?:[^_\n]{0,300}[^_\s])?_(?!\w)|\]\([^)\s]|^ {0,3}(?:```|~~~)|^ {0,3}> ?\S|!\[|\[\^\w{1,20}\]"
    r"|^ {0,3}(?:[-*_][ \t]*){3,80}$|^\|.*\|[ \t]*$|`[^`\n]{1,300}`|~~\S|^\S.*\n(?:=+|-{3,})[ \t]*$",
    re.MULTILINE,
)

_RULE_AFTER_SENTENCE = re.compile(r"([.!?…][\"'”’»)]*)\n(?=[-=]{3,}[ \t]*$)", re.MULTILINE)
"""Where a rule would make a heading of the sentence above it."""


def front_matter(text: str) -> tuple[str, str]:
    """The title that a text's front matter gives, and the text without it; only what holds entries and no prose is such."""
    found = _FRONT.match(text)
    if not found or not _KEY.search(found[2]) or not all(map(_ENTRY.match, found[2].split("\n"))):
        return "", text
    title = _TITLE.search(found[2])
    return (title[1].strip().strip("\"'") if title else ""), text[found.end() :]


def is_markdown(text: str) -> bool:
    """Whether a text has marks that are not its words."""
    return bool(_MARKS.search(text))


def markdown_text(text: str) -> tuple[str, str]:
    """The first heading, where a text begins with one, and its paragraphs, a blank line between them, without headings.

    What is code, the words of pictures, tables and footnotes are left out; those of links stay.
    """
    title, blocks, level = "", [], 0
    text = _RULE_AFTER_SENTENCE.sub(r"\1\n\n", text)
    skipped: list[str] = []
    for token in _parser().parse(text):
        kind = token.type
        if kind in ("footnote_block_open", "table_open"):
            skipped.append(kind)
        elif kind in ("footnote_block_close", "table_close"):
            skipped.pop()
        elif kind == "heading_open":
            level = 1
        elif kind == "heading_close":
            level = 0
        elif kind == "inline" and not skipped:
            words = _words(token.children or [])
            if not level:
                blocks.append(words)
            elif not blocks and not title:
                title = " ".join(words.split())
    return title, "\n\n".join(block for block in blocks if block.strip())


def _words(tokens: "list[Token]") -> str:
    said = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            said.append(token.content)
        elif token.type in ("softbreak", "hardbreak") or (
            token.type == "html_inline" and re.match(r"<br\b", token.content, re.IGNORECASE)
        ):
            said.append("\n")
    return "".join(said)


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    # Prose is often set in by four spaces, which would make it code.
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("code").use(footnote_plugin)
