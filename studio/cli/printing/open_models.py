"""Open models on the terminal: what there is, what is fetched, and the licences."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from studio.cli.printing.console import out, say, table, tell
from studio.service.open_models.inventory import ListedModel


def gigabytes(size: int) -> str:
    """`6.9 GB`, `83 MB`, `12 kB`."""
    for unit, bytes_of in (("GB", 1e9), ("MB", 1e6)):
        if size >= bytes_of:
            return f"{size / bytes_of:.1f} {unit}" if unit == "GB" else f"{size / bytes_of:.0f} {unit}"
    return f"{size / 1e3:.0f} kB"


def print_models(listed: Sequence[ListedModel], folder: Path) -> None:
    """A table, and what is wrong with those whose weights cannot be used."""
    rows = [
        [one.name, one.kind, one.title, one.label, _memory(one), _licence(one),
         f"{one.state}, {gigabytes(one.bytes)}" if one.bytes else one.state]
        for one in listed
    ]  # fmt: skip
    out().print(table(("name", "makes", "model", "queue", "card", "licence", "weights"), rows, wraps=(2, 5)))
    for one in listed:
        if one.trouble:
            say(f"{one.name}: {one.trouble}", "yellow")
    say(f"Weights lie in {folder}; `longtake models pull NAME` brings them here.")


def print_licences(listed: Sequence[ListedModel]) -> None:
    """A table of licences."""
    rows = [[one.name, one.licence, one.forbids, _accepted(one), one.licence_url] for one in listed]
    out().print(table(("name", "licence", "forbids", "accepted", "where"), rows, wraps=(2, 4)))
    if any(not one.accepted for one in listed):
        tell("`longtake licences accept NAME` accepts one; workers have LONGTAKE_LICENCES=NAME,NAME.")


def say_files(sizes: Mapping[str, int]) -> None:
    """What is about to be brought here, and how large it is."""
    for name, size in sizes.items():
        if size >= 1e6:
            say(f"  {gigabytes(size):>8}  {name}")
    say(f"{gigabytes(sum(sizes.values()))} in {len(sizes)} files.")


def _memory(one: ListedModel) -> str:
    least, most = one.vram_gb
    return f"{least:g} GB" if least == most else f"{most:g} GB, or {least:g} and {one.host_gb:g} beside"


def _licence(one: ListedModel) -> str:
    return one.licence if one.accepted else f"{one.licence}, not accepted"


def _accepted(one: ListedModel) -> str:
    return "not needed" if not one.restricted else "yes" if one.accepted else "no"
