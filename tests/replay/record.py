"""`python -m tests.replay.record`: make the histories and fingerprints that the replay tests read.

Run it only when workflows were changed behind `workflow.patched` or before their first release: a
history that was recorded before a change is what proves that running films survive it.
"""

import asyncio
import tempfile
from pathlib import Path

from infra.devstack import TemporalServer
from infra.settings import Settings
from models.brief import Brief
from models.decisions import Decision
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.replay.fingerprint import fingerprint
from workers.engine_files import prepare_home

HERE = Path(__file__).parent
HISTORIES = HERE / "histories"
FINGERPRINTS = HERE / "fingerprints"


async def films(studio: StudioKit) -> dict[str, str]:
    """Make one film of each course that a film can take; gives workflow ids by the names of their files."""
    await studio.make(Brief(prompt="Mara finds a door in the sea.", seconds=6), "whole")
    await studio.make(short_shots("a quay", "FAIL-video a boat", "FAIL-image a storm"), "missing")
    await studio.at_gate(
        short_shots("a quay", "a boat"), "revised", approval={"timeout_hours": 1, "on_timeout": "cancel"}
    )
    await studio.decide("revised", Decision(kind="pause"))
    await studio.decide("revised", Decision(kind="revise", shot="2", prompt="a lamp"))
    await studio.until("revised", lambda view: view.board == 2)
    await studio.decide("revised", Decision(kind="approve", board=2))
    await studio.decide("revised", Decision(kind="resume"))
    await studio.client.get_workflow_handle("revised").result()
    await studio.at_gate(short_shots("a quay"), "rejected")
    await studio.decide("rejected", Decision(kind="reject", note="too dark"))
    await studio.client.get_workflow_handle("rejected").result()
    return {
        "film": "whole",
        "story": "whole/story",
        "shot": "whole/shot_001/take-1",
        "film-missing": "missing",
        "shot-missing": "missing/shot_002/take-1",
        "film-revised": "revised",
        "film-rejected": "rejected",
    }


async def main() -> None:
    """Record everything anew."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "server")
        prepare_home(settings)
        server = TemporalServer(settings)
        await server.start()
        try:
            async with studio_at(server.address, Path(folder) / "home") as studio:
                for name, workflow_id in (await films(studio)).items():
                    history = await studio.client.get_workflow_handle(workflow_id).fetch_history()
                    (HISTORIES / f"{name}.json").write_text(history.to_json())
                    if name in ("film", "story", "shot"):
                        (FINGERPRINTS / f"{name}.txt").write_text(fingerprint(history))
        finally:
            await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
