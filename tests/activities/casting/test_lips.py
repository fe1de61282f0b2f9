"""Who moves the lips of a film, of which shots, and for how much at most: known before anything is spent."""

from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path

import pytest

from activities.casting.cast import cast_film, quote_film, recast_film
from activities.casting.lips import FLAT
from infra.database.database import open_database
from infra.storage import LocalStore
from library.assets import Library
from models.brief import Brief
from models.errors import MissingKeys
from models.film.start import FilmRequest
from models.orders.cast import FilmQuotes
from models.orders.film_orders import FilmOrders
from models.shots.lines import Line
from models.subjects.bible import bible_of
from providers.llm.catalogue import Catalogue
from providers.llm.chat import ChatDesk
from providers.registry import BUILT_IN, Registry
from providers.vendors.clients import Clients
from providers.vendors.endpoints.table import Endpoints
from studio.service.estimates.means import Means
from studio.service.estimates.price import estimate_film, price_of
from tests.kit.studio import short_shots
from tests.kit.vendors.contract import client_of

KLING = "fal/fal-ai/kling-video/lipsync/audio-to-video"
SYNC = "fal/fal-ai/sync-lipsync/v2"
EMMA = (Line(subject="Emma", text="Where were you?"),)
TOLD = (Line(text="It was dark."),)


@pytest.fixture
def registry() -> Registry:
    return Registry(BUILT_IN, lambda vendor: client_of(vendor, "http://127.0.0.1:1"), Endpoints.load)


@pytest.fixture
def desk() -> ChatDesk:
    known = Catalogue.load()
    return ChatDesk(known, Clients(known.vendors, {}))


def talking(*shots: tuple[Line, ...], seconds: float = 4.0, **fields: object) -> Brief:
    """A film of shots of Emma, with so many seconds each."""
    short = short_shots(*(f"Emma at a table, {number}" for number, _ in enumerate(shots)))
    said = tuple(
        shot.model_copy(update={"dialogue": "", "characters": ("Emma",), "lines": lines, "duration": seconds})
        for shot, lines in zip(short.shots, shots, strict=True)
    )
    named = {"casting": {"lips": "sync-lipsync"}}  # else nobody moves them in what is drawn flat here
    return Brief.model_validate({**short.model_dump(), **named, "shots": said, **fields})


def quoted(brief: Brief, registry: Registry, desk: ChatDesk) -> FilmQuotes:
    cast = cast_film(brief, registry, desk)
    return quote_film(
        FilmOrders(brief=brief, bible=bible_of((), (), brief.shots)), cast, brief.shots, registry
    )


def test_nobody_is_cast_for_lips_unless_the_film_or_a_shot_of_it_says_so(
    registry: Registry, desk: ChatDesk
) -> None:
    assert cast_film(talking(EMMA), registry, desk).lips is None
    assert cast_film(talking(EMMA, casting={"lips": "kling-lipsync"}), registry, desk).lips is None
    for asked in (
        talking(EMMA, lip_sync=True),
        Brief(
            shots=(talking(EMMA).shots[0].model_copy(update={"lip_sync": True}),), casting={"video": "kling"}
        ),
    ):
        lips = cast_film(asked, registry, desk).lips
        assert lips and (lips.provider, lips.label, lips.hosted, lips.longest_s) == (SYNC, "fal", True, None)
    named = cast_film(talking(EMMA, lip_sync=True, casting={"lips": "kling-lipsync"}), registry, desk).lips
    assert named and (named.provider, named.shortest_s, named.longest_s) == (KLING, 2.0, 10.0)


def test_a_key_that_is_not_set_is_named_before_the_film(desk: ChatDesk) -> None:
    keyless = Registry(BUILT_IN, Clients(Catalogue.load().all_vendors, {}).of, Endpoints.load)
    with pytest.raises(MissingKeys, match=r"FAL_KEY.* \(for its lips\)"):
        cast_film(talking(EMMA, lip_sync=True), keyless, desk)


def test_nobody_is_paid_to_move_what_is_drawn_flat_here_unless_somebody_says_by_whom(desk: ChatDesk) -> None:
    keyless = Registry(BUILT_IN, Clients(Catalogue.load().all_vendors, {}).of, Endpoints.load)
    cast = cast_film(talking(EMMA, lip_sync=True, casting={}), keyless, desk)
    assert (cast.lips, cast.remarks) == (None, (FLAT,))
    assert cast_film(talking(EMMA, casting={}), keyless, desk).remarks == ()


def test_whoever_has_clips_made_for_nothing_from_now_on_has_no_lips_moved(
    registry: Registry, desk: ChatDesk
) -> None:
    brief = talking(EMMA, lip_sync=True, casting={"lips": "kling-lipsync"})
    cast = cast_film(brief, registry, desk)
    local = recast_film(cast, "local", registry, brief)
    assert (local.lips, cast.lips and cast.lips.provider) == (None, KLING)
    assert recast_film(cast, "budget", registry, brief).lips == cast.lips
    assert recast_film(local, "budget", registry, brief).lips == cast.lips, (
        "who has clips again has lips again"
    )
    plain = talking(EMMA)
    assert recast_film(cast_film(plain, registry, desk), "budget", registry, plain).lips is None


def test_nobody_moves_lips_in_a_draft_which_is_said(registry: Registry, desk: ChatDesk) -> None:
    brief = talking(EMMA, lip_sync=True)
    draft = cast_film(brief, registry, desk, draft=True)
    assert draft.lips is None
    assert draft.remarks == ("No lips are moved in a draft: `longtake finish` has them moved.",)
    assert recast_film(draft, "budget", registry, brief, draft=True).lips is None
    assert cast_film(talking(EMMA), registry, desk, draft=True).remarks == ()
    both = cast_film(talking(EMMA, lip_sync=True, casting={"video": "kling"}), registry, desk, draft=True)
    (remark,) = both.remarks
    assert remark.startswith("This is a draft: clips are by ")
    assert remark.endswith("No lips are moved in a draft: `longtake finish` has them moved.")


def test_lips_are_quoted_as_long_as_a_shot_can_be_and_those_that_are_left_alone_are_said_together(
    registry: Registry, desk: ChatDesk
) -> None:
    quotes = quoted(talking(EMMA, TOLD, TOLD, (), lip_sync=True), registry, desk)
    moved, told, also, silent = quotes.shots
    assert moved.lips >= Decimal("0.25"), "four seconds of the shot, and half a second of a transition"
    assert not any((told.lips, also.lips, silent.lips))
    assert told.lips_alone == also.lips_alone == "a narrator is heard, and nobody who is there"
    assert (moved.lips_alone, silent.lips_alone) == ("", "")
    assert quotes.later_notes == (f"The lips of shot_002, shot_003 are left alone: {told.lips_alone}.",)
    assert quotes.cannot() == ()


@pytest.mark.parametrize(
    ("seconds", "usd", "why"),
    [
        (1.0, "0.14", ""),  # a slow voice takes longer than the two seconds that there have to be
        (9.9, "0.14", ""),
        (10.5, "0", f"the shot has 10.50 s, and {KLING} takes 10 s at most"),
    ],
)
def test_what_an_endpoint_does_not_take_is_left_alone_at_the_quote(
    registry: Registry, desk: ChatDesk, seconds: float, usd: str, why: str
) -> None:
    brief = talking(EMMA, seconds=seconds, lip_sync=True, casting={"lips": "kling-lipsync"})
    (quote,) = quoted(brief, registry, desk).shots
    assert quote.lips_alone == why
    assert quote.lips <= Decimal(usd)
    assert bool(quote.lips) == (not why)


def test_an_estimate_has_the_lips_as_a_step_and_says_which_are_left_alone(
    registry: Registry, desk: ChatDesk, tmp_path: Path
) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'longtake.db'}")
    library = Library(LocalStore(tmp_path / "assets"), database)
    means = Means(registry, desk, tmp_path / "templates", library, {"fal": 2})
    request = FilmRequest(brief=talking(EMMA, TOLD, lip_sync=True))
    estimate = estimate_film(request, means)
    (lips,) = [one for one in estimate.steps if one.step == "lips"]
    assert (lips.by, lips.count, lips.found) == (SYNC, 1, 0)
    assert estimate.usd == lips.usd > 0
    assert any(note.startswith("The lips of shot_002 are left alone") for note in estimate.notes)
    price = price_of(request, registry, desk, lambda *_: nullcontext(means))
    assert price and price.usd == estimate.usd, "a film is not free because its clips are"
    plain = FilmRequest(brief=talking(EMMA, TOLD))
    assert "lips" not in {one.step for one in estimate_film(plain, means).steps}
