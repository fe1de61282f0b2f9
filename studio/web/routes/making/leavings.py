"""What nobody uses any more, removed."""

from pydantic import Field

from models.base import Frozen
from studio.service.facts.leavings import GarbageFacts, garbage_facts
from studio.service.library import garbage
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import Spend
from studio.web.routes.v1.examples import answer

router = resource("assets")


class CollectionAsked(Frozen):
    """Whether leavings are removed, or only shown."""

    apply: bool = Field(default=False, strict=True, description="Whether they are removed.")


@router.post("/assets/collections", summary="Collect leavings", responses=answer(GarbageFacts))
async def collect_leavings(body: CollectionAsked, session: Open, _: Spend) -> GarbageFacts:
    """Show the files and assets that no film refers to, or remove them; those of the last hour are left."""
    found = await garbage(session.settings, session.tell, remove=body.apply)
    return garbage_facts(found, applied=body.apply)
