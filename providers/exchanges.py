"""What a maker of speech can do beside single lines: speak all lines of an exchange at once."""

from pathlib import Path
from typing import Protocol, runtime_checkable

from models.orders.assets import Recipe
from providers.base import Bench, Maker, R, Rendered


@runtime_checkable
class Conversing(Maker[R], Protocol[R]):
    """A speech maker that speaks the lines of an exchange at once; optional, for requests that have one."""

    def exchange_recipe(self, request: R) -> Recipe:
        """Everything that determines what the whole exchange of a request gives."""

    def converse(self, request: R, bench: Bench) -> Rendered:
        """Speak the whole exchange of a request, once; a file of the maker's own, for `cut_out`."""

    def cut_out(self, spoken: Path, request: R, bench: Bench) -> Rendered:
        """The one line of an exchange that a request is about, out of that file; it costs nothing more.

        Raises:
            ProviderError: the file does not have it.

        """
