"""A vendor whose clips have lengths of its own: longer ones are cut off, and longer shots are made of several."""

from infra.media.intake.material import OWN
from infra.media.probe import probe
from models.brief import Brief
from models.cut.delivery import Delivery
from models.money.dollars import ZERO
from models.orders.assets import Asset
from tests.kit.hosted import PRICE, QUOTE, by_vendor
from tests.kit.studio import StudioKit, short_shots
from tests.kit.vendor import Fault
from tests.kit.vendor_process import Vendor


def lasting(*seconds: float) -> Brief:
    """A silent film of shots that last so long, cut together, their clips from the vendor."""
    brief = short_shots(*(f"picture {number}" for number in range(len(seconds))))
    shots = tuple(
        shot.model_copy(update={"dialogue": "", "duration": each})
        for shot, each in zip(brief.shots, seconds, strict=True)
    )
    return by_vendor(
        brief.model_copy(update={"shots": shots, "delivery": Delivery(transition="cut")}), "video"
    )


def frames_of(kit: StudioKit, asset: Asset | None) -> int:
    assert asset is not None
    return probe(kit.store.open_file(asset.blob), OWN).frames


async def test_a_clip_that_is_longer_than_its_shot_is_cut_off_where_the_shot_ends(
    stepped: StudioKit, vendor: Vendor, film: str
) -> None:
    view = await stepped.make(lasting(1.5, 1.0), film, approve="auto")
    assert view.verdict == "finished"
    assert sorted(job["asked"]["frames"] for job in vendor.accepted) == [24, 48]
    assert [frames_of(stepped, shot.conformed) for shot in view.shots] == [36, 24]


async def test_a_shot_that_is_longer_than_any_clip_is_made_of_several_each_opening_as_the_one_before_ends(
    stepped: StudioKit, vendor: Vendor, film: str
) -> None:
    view = await stepped.make(lasting(1.0, 4.5), film, approve="auto", budget="1")
    assert view.verdict == "finished"
    of_second = [job["asked"] for job in vendor.accepted if job["asked"]["prompt"] == "picture 1"]
    assert [asked["frames"] for asked in of_second] == [48, 48, 24]
    stills = [asked["still"] for asked in of_second]
    assert stills[1] != stills[0]
    second = view.shots[1]
    assert second.keyframe is not None and stills[0] == second.keyframe.blob.sha256
    assert frames_of(stepped, second.conformed) == 108
    assert len({asked["reference"] for asked in of_second}) == 3
    assert view.spent == vendor.billed == 4 * PRICE
    assert view.reserved == 0


async def test_a_chain_whose_second_clip_fails_costs_what_was_made_of_it_and_is_not_bought_again(
    stepped: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="job", how="polls", amount=1), Fault(where="job", how="fail", word="picture 1"))
    brief = lasting(1.0, 3.0)
    view = await stepped.make(brief, film, approve="auto")
    assert view.verdict == "finished with 1 shot missing"
    assert view.spent == vendor.billed
    made = len(vendor.accepted)
    again = await stepped.make(brief, f"{film}-again", approve="auto")
    assert again.verdict == "finished"
    assert vendor.crimes == []
    assert len(vendor.accepted) - made == 3 - (made - 1)
    assert view.spent + again.spent == vendor.billed


async def test_a_part_of_which_nobody_knows_whether_it_was_taken_is_not_bought_twice_when_it_is_asked_for_again(
    stepped: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="submit", how="drop-after", word="picture 0", times=1), listing=False, seed=1)
    view = await stepped.make(lasting(3.0), film, approve="auto", unknown_submit="resubmit")
    assert view.verdict == "finished"
    assert frames_of(stepped, view.shots[0].conformed) == 72
    assert len(vendor.accepted) == 3
    assert view.spent == QUOTE + 2 * PRICE, "the lost one as it was quoted, and not the whole chain"


async def test_a_chain_of_which_a_later_part_is_lost_costs_what_is_there_and_that_parts_quote(
    stepped: StudioKit, vendor: Vendor, film: str
) -> None:
    chained = "picture 0"

    def taken() -> int:
        return [job["asked"]["prompt"] for job in vendor.accepted].count(chained)

    vendor.behave(Fault(where="job", how="polls", amount=12, word=chained), listing=False)
    await stepped.begin(lasting(6.0, 1.0), film, approve="auto", unknown_submit="abandon")
    await stepped.until(film, lambda _: taken() == 1)
    vendor.behave(Fault(where="submit", how="drop-after", word=chained), listing=False)
    view = await stepped.until(film, lambda view: view.ended)
    assert view.verdict == "finished with 1 shot missing"
    assert taken() == 2
    assert (view.spent, view.reserved) == (PRICE + QUOTE + PRICE, ZERO), (
        "two parts of three, and the other shot"
    )
    kept = await stepped.make(lasting(3.0), f"{film}-again", approve="auto")
    assert kept.verdict == "finished"
    assert kept.spent == PRICE, "the part that is there is found"
    assert taken() == 3


async def test_a_chain_is_quoted_as_all_of_its_clips(stepped: StudioKit, vendor: Vendor, film: str) -> None:
    await stepped.begin(lasting(4.5), film, approve="auto", budget=str(3 * QUOTE - PRICE / 100))
    view = await stepped.until(film, lambda view: bool(view.needs))
    assert view.needs[0].usd == 3 * QUOTE
    assert vendor.accepted == []
