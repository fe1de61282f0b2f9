"""One site for all tests of a process, with a database, a store and a vendor's books of its own for each test."""

from collections.abc import AsyncIterator
from itertools import count

import pytest

from tests.kit.hosts.namespaces import hosts_named
from tests.kit.hosts.site import NAMES, WORKERS, Site, Works, site_at
from tests.kit.hosts.trials import NOTHING, closed, trial
from tests.kit.object_stores import use_credentials

_seeds = count(1)


@pytest.fixture
def seed() -> int:
    """Of this test's films, which no other test's films have."""
    return next(_seeds)


@pytest.fixture(scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """The servers, on their hosts."""
    with pytest.MonkeyPatch.context() as patch, hosts_named(*NAMES) as switch:
        use_credentials(patch)
        async with site_at(switch, tmp_path_factory.mktemp("site")) as site:
            yield site


@pytest.fixture(scope="session")
async def undisturbed(site: Site) -> str:
    """The bytes, by their name, that the film which costs nothing comes to when nothing befalls anybody."""
    works = await site.fresh()
    for host in WORKERS:
        works.start(host)
    came = await trial(works, NOTHING, 0)
    await closed(works)
    return came.bytes


@pytest.fixture
async def works(site: Site) -> AsyncIterator[Works]:
    """Workers on both hosts that have any, by the machine's own clock."""
    works = await site.fresh()
    for host in WORKERS:
        works.start(host)
    async with works.kept():
        yield works
    await closed(works)
