"""Who is cast by name: for a kind of thing, or beside the film's cast for single shots."""

from collections.abc import Iterable, Mapping, Sequence

from activities.casting.drafts import cheapest
from activities.casting.keys import LackingKeys
from models.brief import Brief
from models.kinds import Kind
from models.orders.cast import Choice, other_key
from models.shots.shot_list import Shot
from providers.base import Wearing
from providers.registry import Registry


def choices_of(
    chosen: Mapping[Kind, str], registry: Registry, lacking: LackingKeys, *, keyed: bool
) -> dict[str, Choice]:
    """Those who were chosen, as they are cast; without those whose keys are `lacking`, where they need to be `keyed`."""
    choices: dict[str, Choice] = {}
    for kind, name in chosen.items():
        with lacking.of(kind):
            choices[kind] = registry.choice(kind, name)
            if keyed:
                registry.check(kind, name)
    return choices


def others_of(
    brief: Brief, registry: Registry, lacking: LackingKeys, *, keyed: bool, draft: bool
) -> dict[str, Choice]:
    """Those whom single shots name for their picture or their clip, by those names; as `_choices`."""
    return _by_names(named_in(brief.shots), brief, registry, lacking, keyed=keyed, draft=draft)


def others_by(
    named: Iterable[tuple[Kind, str]], brief: Brief, registry: Registry, *, draft: bool
) -> dict[str, Choice]:
    """Those whom somebody names to make shots of a film that is under way, by what they make and those names.

    Raises:
        UnknownName: one of them does not exist.
        MissingKeys: keys are not set; the sentence names every variable.
        BadInput: nobody accepted a licence, or one may not wear the film's trained looks.

    """
    lacking = LackingKeys()
    found = _by_names(tuple(named), brief, registry, lacking, keyed=True, draft=draft)
    lacking.check()
    check_looks(brief, tuple(found.values()), registry)
    return found


def _by_names(
    named: Sequence[tuple[Kind, str]],
    brief: Brief,
    registry: Registry,
    lacking: LackingKeys,
    *,
    keyed: bool,
    draft: bool,
) -> dict[str, Choice]:
    others: dict[str, Choice] = {}
    for kind, name in named:
        maker = name
        if draft:
            with lacking.of(kind):
                maker = cheapest(kind, name, brief, registry)
        found = choices_of({kind: maker}, registry, lacking, keyed=keyed)
        others |= {other_key(kind, name): choice for choice in found.values()}
    return others


def clips_by(names: Sequence[str], registry: Registry) -> dict[str, Choice]:
    """Those who make clips for shots that are tried, by the names that they were given.

    Raises:
        UnknownName: one of them does not exist.
        MissingKeys: keys are not set; the sentence names every variable.
        BadInput: nobody accepted a licence.

    """
    lacking = LackingKeys()
    found: dict[str, Choice] = {}
    for name in names:
        for choice in choices_of({"video": name}, registry, lacking, keyed=True).values():
            found[other_key("video", name)] = choice
    lacking.check()
    return found


def check_looks(brief: Brief, choices: Sequence[Choice], registry: Registry) -> None:
    """See that who makes pictures may wear the brief's trained looks, as far as that can be told; raises BadInput."""
    for choice in choices:
        maker = registry.find(choice.kind, choice.provider)
        if isinstance(maker, Wearing):
            maker.check_looks(brief.diffusion)


def named_in(shots: Sequence[Shot]) -> list[tuple[Kind, str]]:
    """The providers that single shots name, each once."""
    named: list[tuple[Kind, str | None]] = [
        pair for shot in shots for pair in (("image", shot.image_provider), ("video", shot.video_provider))
    ]
    return list(dict.fromkeys((kind, name) for kind, name in named if name))


def pairs_of(named: Mapping[Kind, Sequence[str]]) -> list[tuple[Kind, str]]:
    """Those who are named, one by one, each with what they make."""
    return [(kind, name) for kind, names in named.items() for name in names]
