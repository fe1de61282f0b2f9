"""Word sets written as one string, which reads better than a hundred quoted words."""


def word_set(text: str) -> frozenset[str]:
    """The words of `text` as a set."""
    return frozenset(text.split())
