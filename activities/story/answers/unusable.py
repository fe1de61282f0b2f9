"""The exception of the craft: an answer that came and cannot be used."""

from collections import Counter
from collections.abc import Iterable

from models.story.plan import Problem


class Unusable(Exception):
    """An answer that cannot be used: which kind of problem, and each error in words the repairing model reads."""

    def __init__(self, problem: Problem, *errors: str) -> None:
        super().__init__("; ".join(errors))
        self.problem: Problem = problem
        self.errors = errors


def refuse_echoes(texts: Iterable[str], where: str) -> None:
    """See that fields say different things: a weak model held to a schema repeats one phrase in all of them.

    Raises:
        Unusable: four fields or more of some words each, and more than half of them say the same.

    """
    said = [" ".join(text.casefold().split()) for text in texts if len(text.split()) > 1]
    if len(said) < 4:
        return
    phrase, count = Counter(said).most_common(1)[0]
    if count * 2 > len(said):
        raise Unusable(
            "not-sound", f"{where} says {phrase[:60]!r} in {count} fields: write each field's own."
        )
