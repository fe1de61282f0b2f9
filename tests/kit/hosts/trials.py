"""A trial: films are made on several hosts, a fault befalls one of them, it is mended, and the films come to their end."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from tests.kit.chaos.audit import audited
from tests.kit.chaos.films import Kind, Made, had_made
from tests.kit.chaos.house import House
from tests.kit.chaos.storm import Storm, Weather
from tests.kit.hosts.site import DATA, TEMPORAL, WORKERS, WORLD, Works
from tests.kit.studio import end_all

WITHIN_S = 300.0
"""How long a film may take with whatever befalls its hosts."""
DOWN_S = 8.0
"""How long a fault lasts: longer than a lost heartbeat (5 s) and a silent lease (6 s) are waited for."""
KINDS: tuple[Kind, ...] = ("short", "hosted")
"""The films of a trial: one offline, the bytes of which are known, and one that is paid for."""


TWICE = "an asset was made and stored 2 times: "
"""How the audit says it."""


class Line(NamedTuple):
    """A line of the journal: on which host what was begun, ended or stored."""

    did: str
    kind: str
    key: str
    host: str


class Fault(NamedTuple):
    """What befalls a site, and how it is mended."""

    name: str
    befalls: Callable[[Works], None]
    mend: Callable[[Works], None]
    takes_out: str = ""
    """The host whose work another one has to take over."""


class Came(NamedTuple):
    """What came of a trial: the films, how long until another host had the work, and until work was done again; None where nobody had to."""

    films: tuple[Made, ...]
    taken_over_s: float | None
    recovered_s: float | None
    lines: tuple[Line, ...]
    windows: tuple[tuple[int, int], ...] = ()
    """How many lines there were when each fault befell, and when it was mended."""

    @property
    def bytes(self) -> str:
        """The film that costs nothing, by the name of its bytes, as it was before anybody asked for another take."""
        (short,) = [made for made in self.films if made.kind == "short"]
        return short.views[0].documents["film.mp4"].sha256

    def told(self, fault: Fault) -> str:
        """How long it took, in one line."""
        told = {"taken over after": self.taken_over_s, "work again after": self.recovered_s}
        return f"{fault.name}: " + ", ".join(
            f"{what} {seconds:.1f} s" for what, seconds in told.items() if seconds is not None
        )


def _cable(host: str) -> Fault:
    out = host if host in WORKERS else ""
    return Fault(
        f"cut off: {host}",
        lambda works: works.site.switch.cut(host),
        lambda works: works.site.switch.heal(host),
        out,
    )


def _from_data(host: str) -> Fault:
    """A worker that still reaches Temporal, and hears nothing of the database and the store."""
    return Fault(
        f"{host} hears nothing of the database and the store",
        lambda works: works.site.host(DATA).hears_nothing_of(works.site.host(host)),
        lambda works: works.site.host(DATA).answers(works.site.host(host)),
    )


def _from_temporal(host: str) -> Fault:
    """A worker that reaches the database and the store, and Temporal too: only Temporal's answers do not reach it.

    What it tells arrives, so what it has in hand ends; what it is given to do next is lost on the way.
    """
    return Fault(
        f"{host} hears nothing of Temporal",
        lambda works: works.site.host(TEMPORAL).hears_nothing_of(works.site.host(host)),
        lambda works: works.site.host(TEMPORAL).answers(works.site.host(host)),
    )


def _killed(host: str) -> Fault:
    return Fault(f"killed: {host}", lambda works: works.kill(host), lambda works: works.start(host), host)


def _data_back(works: Works) -> None:
    works.site.start_data()


CUTS = {
    "worker": _cable("a"),
    "data": _cable(DATA),
    "temporal": _cable(TEMPORAL),
    "world": _cable(WORLD),
    "worker-from-data": _from_data("a"),
    "worker-from-temporal": _from_temporal("a"),
}
KILLS = {
    "worker": _killed("a"),
    "data": Fault("killed: data", lambda works: works.site.kill(DATA), _data_back),
    "temporal": Fault(
        "killed: temporal",
        lambda works: works.site.kill(TEMPORAL),
        lambda works: works.site.start_temporal(),
    ),
}
NOTHING = Fault("nothing", lambda works: None, lambda works: None)
LOSS = Fault(
    "a fifth of what a hears is lost",
    lambda works: works.site.host("a").loses(0.2),
    lambda works: works.site.host("a").loses(0.0),
)


def lines_of(works: Works) -> list[Line]:
    """What was done so far, and where."""
    journal = works.studio.journal
    if not journal.exists():
        return []
    told = [line.split() for line in journal.read_text().splitlines()]
    return [Line(did, kind, key, works.of[int(pid)]) for did, kind, key, pid in told]


async def until_line(works: Works, wanted: Callable[[Line], bool], after: int = 0) -> Line:
    """The first line after so many that is as wanted, once it is there."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            for line in lines_of(works)[after:]:
                if wanted(line):
                    return line
            await asyncio.sleep(0.05)


async def amid_a_clip(works: Works, host: str) -> Line:
    """What clip a host is at, once it is at one; while clips are held up it stays at it."""
    return await until_line(works, lambda line: line[:2] == ("begin", "video") and line.host == host)


async def trial(works: Works, fault: Fault, seed: int) -> Came:
    """Two films while a fault befalls hosts that are amid rendering; all workers run. Films of another `seed` have another id."""
    studio = works.studio
    hold = studio.journal.with_name("hold-video")
    hold.touch()
    films = [asyncio.create_task(had_made(studio, kind, 1, seed, WITHIN_S)) for kind in KINDS]
    mend = NOTHING.mend
    try:
        held, _ = [await amid_a_clip(works, host) for host in WORKERS]
        began, seen = time.monotonic(), len(lines_of(works))
        mend, befell = fault.mend, seen
        await asyncio.to_thread(fault.befalls, works)
        hold.unlink()
        taken = None
        if fault.takes_out:
            await until_line(works, lambda line: line.key == held.key and line.host == "b", seen)
            taken = time.monotonic() - began
        await asyncio.sleep(max(0.0, began + DOWN_S - time.monotonic()))
        healed, seen, mend = time.monotonic(), len(lines_of(works)), NOTHING.mend
        await asyncio.to_thread(fault.mend, works)
        window = (befell, len(lines_of(works)))
        recovered = await _recovered(works, films, seen, fault.takes_out)
        made = await asyncio.gather(*films)
    finally:
        mend(works)
        for film in films:
            film.cancel()
    after = recovered - healed if recovered else None
    return Came(tuple(made), taken, after, tuple(lines_of(works)), (window,))


async def _recovered(works: Works, films: list["asyncio.Task[Made]"], seen: int, host: str) -> float | None:
    """When something was stored again, by that host where one is named; None where all was over before it came to that."""
    wanted = asyncio.create_task(
        until_line(works, lambda line: line.did == "stored" and host in ("", line.host), seen)
    )
    ended = asyncio.gather(*films)
    either: list[asyncio.Future[Any]] = [wanted, ended]
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    at = time.monotonic() if wanted.done() else None
    wanted.cancel()
    return at


async def wrongs_of(works: Works, came: Came, *befallen: str) -> list[str]:
    """What a user would find wrong, a sentence each: films, money, the vendor's books, histories.

    What a `befallen` host had in hand when its work was taken over may have been made there to the end as well: the library keeps the
    first, and a vendor's job is fetched twice and bought once.
    """
    house = House(works.studio, works.vendor, {})
    wrongs = await audited(house, Storm(Weather(0, 0), came.films, ()))
    return [wrong for wrong in wrongs if not any(wrong == f"{TWICE}{key}" for key in in_hand(came, befallen))]


def in_hand(came: Came, befallen: Sequence[str]) -> set[str]:
    """What hosts stored that they had begun by the end of a fault, and that nobody had stored when it befell.

    A vendor's work is begun by no line.
    """
    stored = {line.key for line in came.lines if line.did == "stored" and line.host in befallen}
    of_ours = {line.key for line in came.lines if line.did == "begin"}
    found: set[str] = set()
    for befell, mended in came.windows:
        before = {line.key for line in came.lines[:befell] if line.did == "stored"}
        begun = {line.key for line in came.lines[:mended] if line.did == "begin" and line.host in befallen}
        found |= {key for key in stored - before if key in begun or key not in of_ours}
    return found


def overlaps(lines: tuple[Line, ...]) -> Iterator[str]:
    """Recipes at which two were at work at once."""
    at_work: dict[str, str] = {}
    for line in lines:
        if line.did == "begin" and line.kind != "llm":
            if line.key in at_work:
                yield f"{line.host} began {line.kind} {line.key[:12]} while {at_work[line.key]} was at it"
            at_work[line.key] = line.host
        elif line.did == "end":
            at_work.pop(line.key, None)


async def closed(works: Works) -> None:
    """Nothing of it runs any more."""
    for host in WORKERS:
        works.kill(host)
    await end_all(works.studio.client)


def drawn(seed: int) -> Iterator[Fault]:
    """Faults without end, the same for the same seed."""
    lots = random.Random(seed)
    every = [*CUTS.values(), *KILLS.values(), LOSS]
    while True:
        yield lots.choice(every)
