"""Casting and quoting, as activities."""

from temporalio import activity

from activities import contracts
from activities.asset_work import film_here
from activities.casting.cards import Served, awaited, check_served, nobody, settle, weights_of
from activities.casting.cast import cast_film, quote_film, recast_film
from activities.casting.ladder import with_ladder
from activities.casting.music import check_given_music
from activities.casting.named import clips_by, others_by, pairs_of
from activities.casting.pictures import check_given_pictures
from activities.casting.voices.cast_voices import give_voices
from activities.failures import translated
from activities.heartbeat import beating
from library.assets import Library
from library.briefs import whole
from models.orders.cast import Cast, FilmQuotes
from models.places import given_place
from providers.llm.chat import ChatDesk
from providers.registry import Registry

LIPS_END = "Lips are left alone in what is left: its clips are made here, and lips are moved at a vendor."


class Casting:
    """Implements `contracts.Casting`; `served` says whether a worker serves a queue now."""

    def __init__(self, registry: Registry, desk: ChatDesk, library: Library, served: Served = nobody) -> None:
        self._registry = registry
        self._desk = desk
        self._served = served
        self._library = library
        self._store = library.store

    @activity.defn(name="casting.cast", no_thread_cancel_exception=True)
    @translated
    def cast(self, request: contracts.CastRequest) -> Cast:
        """Choose a provider for every kind by the brief's profile and overrides, once its music and pictures are known to be some.

        They are the film's from then on: no collection takes them.
        """
        with beating():
            check_given_music(request.brief, self._store)
            check_given_pictures(request.brief, self._store)
            for blob in request.brief.given_files:
                self._library.file(film_here(), given_place(blob.sha256, blob.suffix), blob)
            settled = settle(request.brief.profile, self._registry, self._served)
            brief = whole(request.brief, self._store).model_copy(update={"profile": settled.profile})
            cast = cast_film(
                brief, self._registry, self._desk, story_only=request.story_only, draft=request.draft
            )
            tried, named = clips_by(request.tried, self._registry), pairs_of(request.named)
            also = others_by(named, brief, self._registry, draft=request.draft)
            cast = cast.model_copy(update={"others": {**cast.others, **also, **tried}})
            if request.ladder and not request.story_only:
                cast = with_ladder(cast, brief, self._registry, self._desk, draft=request.draft)
            waits = () if request.story_only else awaited(cast, self._served)
            return cast.model_copy(
                update={"remarks": (*filter(None, [settled.remark]), *cast.remarks, *waits)}
            )

    @activity.defn(name="casting.recast", no_thread_cancel_exception=True)
    @translated
    def recast(self, request: contracts.RecastRequest) -> Cast:
        """The cast with pictures, clips, voices and music by another profile."""
        with beating():
            settled = settle(request.profile, self._registry, self._served)
            brief = whole(request.brief, self._store).model_copy(update={"profile": settled.profile})
            if request.story:
                brief = brief.model_copy(update={"casting": {}})
                cast = cast_film(brief, self._registry, self._desk, draft=request.draft)
                cast = cast if cast.video.at_vendor else cast.model_copy(update={"lips": None})
            else:
                cast = recast_film(request.cast, settled.profile, self._registry, brief, draft=request.draft)
            if request.ladder:
                cast = with_ladder(cast, brief, self._registry, self._desk, draft=request.draft)
            check_served(cast, self._served)
            remarks = [settled.remark, LIPS_END if request.cast.lips and not cast.lips else ""]
            return cast.model_copy(update={"remarks": tuple(filter(None, remarks))})

    @activity.defn(name="casting.others", no_thread_cancel_exception=True)
    @translated
    def others(self, request: contracts.OthersRequest) -> contracts.CastOthers:
        """Cast those whom single shots name for their pictures or their clips."""
        with beating():
            found = others_by(request.named.items(), request.brief, self._registry, draft=request.draft)
            return contracts.CastOthers(others=found)

    @activity.defn(name="casting.weights", no_thread_cancel_exception=True)
    @translated
    def weights(self, request: contracts.WeightsRequest) -> contracts.CastWeights:
        """Which weights those have who run on a card; asked of a worker that serves such cards."""
        with beating():
            return contracts.CastWeights(weights=weights_of(request.choices, self._registry))

    @activity.defn(name="casting.quotes", no_thread_cancel_exception=True)
    @translated
    def quotes(self, request: contracts.QuotesRequest) -> FilmQuotes:
        """The most that each step after the story may cost."""
        with beating():
            return quote_film(request.film, request.cast, request.shots, self._registry)

    @activity.defn(name="casting.voices", no_thread_cancel_exception=True)
    @translated
    def voices(self, request: contracts.VoicesRequest) -> contracts.AssignedVoices:
        """Give the film's characters and its narrator voices of its speech provider."""
        with beating():
            return give_voices(request, self._registry)
