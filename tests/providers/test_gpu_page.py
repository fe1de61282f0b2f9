"""The page of open models has the table that the entries give."""

from pathlib import Path

from providers.open_models.entry import OpenModel
from providers.open_models.table import OpenModels

PAGE = Path(__file__).parents[2] / "docs" / "gpu.md"


def card(model: OpenModel) -> str:
    first, *less = (
        f"{way.vram_gb:g} GB" + (f" and {way.host_gb:g} GB of the host" if way.host_gb else "")
        for way in model.memory
    )
    return ", or ".join([first, *less])


def row(model: OpenModel) -> str:
    licence = (
        f"{model.licence.name}; forbids {model.licence.forbids}"
        if model.licence.restricted
        else model.licence.name
    )
    again = f"{model.title}, which begins anew: {model.restarts}" if model.restarts else model.title
    return f"| `{model.name}` | {model.kind} | {again} | `{model.label}` | {card(model)} | {licence} |"


def table() -> str:
    rows = map(row, OpenModels.load().all())
    return "\n".join(
        ["| name | makes | model | queue | card | licence |", "|---|---|---|---|---|---|", *rows]
    )


def test_the_page_has_the_table_of_the_models_that_ship() -> None:
    shown = PAGE.read_text().partition("<!-- models -->\n")[2].partition("\n<!-- end -->")[0]
    assert shown == table(), f"put this there:\n{table()}"
