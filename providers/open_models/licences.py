"""Which restricted licences somebody accepted here."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from models.errors import BadInput
from models.readable import said
from providers.open_models.entry import OpenModel

VARIABLE = "LONGTAKE_LICENCES"
"""Names models whose licences count as accepted, with commas between: for workers, which nobody sits at."""


class Licences:
    """The accepted licences: those in a file, a model and a date a line, and those `given` by a variable."""

    def __init__(self, file: Path, given: Iterable[str] = ()) -> None:
        self._file = file
        self._given = frozenset(given)

    def accepted(self) -> dict[str, str]:
        """The models whose licences are accepted, and when that was; empty where the variable says so."""
        lines = self._file.read_text(encoding="utf-8").splitlines() if self._file.is_file() else []
        rows = (line.split(maxsplit=1) for line in lines if line.strip())
        return dict.fromkeys(self._given, "") | {row[0]: " ".join(row[1:]) for row in rows}

    def accept(self, model: OpenModel) -> None:
        """Write down that somebody accepted a model's licence."""
        if model.name in self.accepted():
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{model.name} {datetime.now(UTC):%Y-%m-%d} {model.licence.name}\n")

    def check(self, model: OpenModel) -> None:
        """See that a model may be run.

        Raises:
            BadInput: its licence is restricted, and nobody accepted it.

        """
        licence = model.licence
        if licence.restricted and model.name not in self.accepted():
            raise BadInput(
                f"{model.title} is under the licence {said(licence.name)}, which forbids {said(licence.forbids)}: "
                f"`longtake licences accept {model.name}` accepts it."
            )
