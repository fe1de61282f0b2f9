"""The library's assets: found, in full, counted, thrown away."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field, JsonValue

from library.details import AssetDetails
from library.labels import NameCount
from library.search import FoundAsset
from library.statistics import Reused, Statistics
from models.base import Frozen
from models.money.dollars import plain
from studio.service.facts.values import Dollars, FilmId, Moment, Sha256
from studio.service.library import Findings


class AssetFacts(Frozen):
    """An asset: something that was made, and is found again."""

    key: str = Field(description="The key of its recipe, which determines its bytes.")
    kind: str = Field(description="What it is.", examples=["keyframe"])
    provider: str = Field(description="Which provider made it.", examples=["animatic"])
    prompt: str = Field(description="The words that it was made of.")
    shot_type: str = Field(
        description="The size of its shot; empty where it has none.", examples=["wide shot"]
    )
    mood: str = Field(description="Its mood; empty where it has none.", examples=["calm"])
    time_of_day: str = Field(description="Its time of day; empty where it has none.", examples=["night"])
    seconds: float = Field(description="Its length in seconds; 0 of a picture.", examples=[4.2])
    usd: Dollars = Field(description="What making it cost, in dollars.")
    made_at: Moment = Field(description="When it was made.")
    films: tuple[str, ...] = Field(description="The films that refer to it.")
    uses: int = Field(description="How often they do.", examples=[1])
    sha256: Sha256
    suffix: str = Field(description="The ending of its file's name.", examples=[".png"])
    bytes: int = Field(description="The size of its file in bytes.", examples=[182044])
    likeness: float | None = Field(
        default=None,
        exclude_if=lambda likeness: likeness is None,
        description="How near it is in meaning, from -1 to 1: there where that was looked for.",
    )


class FoundAssets(Frozen):
    """Assets that were found."""

    assets: tuple[AssetFacts, ...] = Field(description="The newest first, or the likest.")
    more: bool = Field(description="Whether there are more of them.")


class AssetPage(Frozen):
    """Some assets."""

    assets: tuple[AssetFacts, ...] = Field(description="The newest first, or the likest.")
    next: str | None = Field(description="The cursor of the page behind this one; null on the last.")


class AssetUseFacts(Frozen):
    """A use of an asset."""

    film_id: FilmId
    shot_id: str = Field(description="The shot; empty: the whole film.", examples=["shot_003"])
    run_id: str = Field(description="The film's run in Temporal.")
    found: bool = Field(description="Whether it was found rather than made.")
    at: Moment


class AssetInFull(AssetFacts):
    """Everything about an asset."""

    recipe: dict[str, JsonValue] = Field(description="What determines its bytes.")
    frames: int = Field(description="Its frames; 0 for what has none.", examples=[101])
    work_s: float = Field(description="How long making it took, in seconds.", examples=[0.4])
    label: str = Field(description="The queue that it was made on.", examples=["cpu"])
    note: str = Field(description="What a person should know of it.")
    names: dict[str, tuple[str, ...]] = Field(description="What it shows: characters, landscapes, styles.")
    file: str = Field(description="Where its file is; an address in a bucket can be opened for an hour.")
    used: tuple[AssetUseFacts, ...] = Field(description="Where it is used.")


class AssetsInFull(Frozen):
    """The assets that share a file."""

    assets: tuple[AssetInFull, ...] = Field(description="The assets; several when they share one file.")


class ReusedAsset(AssetFacts):
    """An asset that was found instead of made."""

    found: int = Field(description="How often it was found.", examples=[3])
    saved_usd: Dollars = Field(description="What that saved, in dollars.")
    saved_s: float = Field(description="The work that it saved, in seconds.", examples=[12.4])


class ReusedAssets(Frozen):
    """The assets that were reused most."""

    assets: tuple[ReusedAsset, ...] = Field(description="The most frequent first.")


class KindFacts(Frozen):
    """What there is of a kind."""

    kind: str = Field(description="The kind.", examples=["clip"])
    assets: int = Field(description="How many assets.", examples=[8])
    bytes: int = Field(description="Their bytes; a shared file counts once.", examples=[1820440])
    usd: Dollars = Field(description="What making them cost, in dollars.")


class LibraryFacts(Frozen):
    """What there is in the library, and what reuse has saved."""

    kinds: tuple[KindFacts, ...] = Field(description="Kind by kind.")
    uses: int = Field(description="How often assets were used.", examples=[40])
    found: int = Field(description="How often one was there already.", examples=[12])
    saved_usd: Dollars = Field(description="What that saved, in dollars.")
    saved_gpu_s: float = Field(description="Work on cards that it saved, in seconds.", examples=[0.0])
    saved_cpu_s: float = Field(description="Work elsewhere that it saved, in seconds.", examples=[31.5])
    hit_rate: float = Field(
        description="The share of uses for which the asset was there already, 0 to 1.", examples=[0.3]
    )


class CountedName(Frozen):
    """A name, and how many assets have it."""

    name: str = Field(description="The name.", examples=["Emma"])
    assets: int = Field(description="How many assets.", examples=[6])


class CountedNames(Frozen):
    """Names, the most frequent first."""

    names: tuple[CountedName, ...] = Field(description="The names.")


def found_facts(found: Findings) -> FoundAssets:
    """Assets that were found."""
    return FoundAssets(assets=tuple(AssetFacts(**_of(asset)) for asset in found.assets), more=found.more)


def asset_page(found: Findings, *, ranked: bool) -> AssetPage:
    """A page of assets; those that are `ranked` by meaning have no second one."""
    facts = found_facts(found)
    return AssetPage(assets=facts.assets, next=facts.assets[-1].key if facts.more and not ranked else None)


def shown_facts(shown: Sequence[tuple[AssetDetails, str]]) -> AssetsInFull:
    """Everything about assets, and where the file of each is."""
    return AssetsInFull(assets=tuple(_in_full(details, link) for details, link in shown))


def _in_full(details: AssetDetails, link: str) -> AssetInFull:
    about = details.model_dump(mode="json", exclude={"asset", "used"})
    used = tuple(AssetUseFacts(**use._asdict()) for use in details.used)
    return AssetInFull(**_of(details.asset), **about, file=link, used=used)


def reused_facts(reused: Sequence[Reused]) -> ReusedAssets:
    """How often assets were found, and what that saved."""
    rows = (
        ReusedAsset(
            **_of(each.asset), found=each.found, saved_usd=plain(each.saved_usd), saved_s=each.saved_s
        )
        for each in reused
    )
    return ReusedAssets(assets=tuple(rows))


def library_facts(totals: Statistics) -> LibraryFacts:
    """What there is, and what reuse has saved."""
    return LibraryFacts(
        kinds=tuple(
            KindFacts(kind=each.kind, assets=each.assets, bytes=each.bytes, usd=plain(each.usd))
            for each in totals.kinds
        ),
        uses=totals.uses,
        found=totals.found,
        saved_usd=plain(totals.saved_usd),
        saved_gpu_s=totals.saved_gpu_s,
        saved_cpu_s=totals.saved_cpu_s,
        hit_rate=round(totals.hit_rate, 4),
    )


def counted_names(names: list[NameCount]) -> tuple[CountedName, ...]:
    """Names, and how many assets have each."""
    return tuple(CountedName(name=each.name, assets=each.assets) for each in names)


def _of(asset: FoundAsset) -> dict[str, Any]:
    facts = asset.model_dump(exclude={"blob", "likeness", "usd"})
    facts |= {"sha256": asset.blob.sha256, "suffix": asset.blob.suffix, "bytes": asset.blob.size}
    likeness = None if asset.likeness is None else round(asset.likeness, 4)
    return facts | {"usd": plain(asset.usd), "likeness": likeness}
