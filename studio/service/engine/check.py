"""One thing that the doctor looks at."""

from models.base import Frozen


class Check(Frozen):
    """One thing: whether it is as it should be, what was found, and what to do (empty: nothing).

    Without an `optional` thing films are made all the same; `state` then says in a word how it is.
    """

    name: str
    ok: bool
    found: str
    mend: str = ""
    optional: bool = False
    state: str = ""

    @property
    def well(self) -> bool:
        """Whether films can be made as far as this goes."""
        return self.ok or self.optional

    @property
    def word(self) -> str:
        """`ok`, `missing`, or the state."""
        return self.state or ("ok" if self.ok else "missing")
