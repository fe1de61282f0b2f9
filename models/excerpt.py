"""A text of others cut to what a sentence, a record or a table can hold."""


def excerpt(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis: at most `most` characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def quoted(value: object, most: int = 60) -> str:
    """A value as Python writes it, at most `most` characters; what cannot be written is named by its type."""
    try:
        return excerpt(repr(value), most)
    except (ValueError, RecursionError):  # a number of thousands of digits, or nested too deep
        return f"a {type(value).__name__} that cannot be written"
