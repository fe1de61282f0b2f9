"""Who is asked where content was refused: models that word a shot anew, and others for its pictures and its clips."""

from activities.casting.story_plan import reword_route
from models.brief import Brief
from models.errors import BadInput, MissingExtra, MissingKeys
from models.kinds import Kind
from models.orders.cast import Cast, Choice
from providers.llm.chat import ChatDesk
from providers.profiles import find_profile, instead
from providers.registry import Registry


def with_ladder(cast: Cast, brief: Brief, registry: Registry, desk: ChatDesk, *, draft: bool = False) -> Cast:
    """The cast with them, as far as there are any: one whose key is not set is not asked, and nobody is told.

    Only vendors are asked in a vendor's place, each of which has rules of its own: what was refused is not made where nobody
    looks at it. A `draft` is made by the cheapest, and by nobody else instead.
    """
    writes = cast.llm.provider not in registry.names("llm")
    named: list[tuple[Kind, str]] = []
    for kind in ("image", "video"):
        of_profile = (find_profile(brief.profile)[kind], instead().get(brief.profile, {}).get(kind))
        named += [(kind, name) for name in of_profile if name and not draft]
    found = [_choice(kind, name, registry) for kind, name in named]
    return cast.model_copy(
        update={
            "reword": reword_route(brief, cast.llm.provider, desk) if writes else None,
            "instead": tuple(one for one in found if one is not None and one.at_vendor),
        }
    )


def _choice(kind: Kind, name: str, registry: Registry) -> Choice | None:
    try:
        registry.check(kind, name)
        return registry.choice(kind, name)
    except (BadInput, MissingKeys, MissingExtra):
        return None
