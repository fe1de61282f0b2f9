"""Voices and the score, as activities."""

from temporalio import activity

from activities import contracts
from activities.asset_work import render, work_on
from activities.cut.captions.spoken_words import with_words
from activities.failures import translated
from activities.heartbeat import beating
from activities.sound.exchanges import spoken_exchange
from library.workshop import Workshop
from models.orders.assets import Asset
from models.orders.requests import EffectRequest, MusicRequest, Order, SpeechRequest
from providers.registry import Registry


class Sound:
    """Implements `contracts.Sound`."""

    def __init__(self, registry: Registry, workshop: Workshop) -> None:
        self._registry = registry
        self._workshop = workshop

    @activity.defn(name="sound.voice", no_thread_cancel_exception=True)
    @translated
    def voice(self, order: Order[SpeechRequest]) -> Asset:
        """Speak a shot's words, and hear when each is spoken."""
        voice = render(self._registry, self._workshop, order)
        with beating():
            return with_words(voice, order.request, self._workshop.library, work_on(order))

    @activity.defn(name="sound.exchange", no_thread_cancel_exception=True)
    @translated
    def exchange(self, exchange: contracts.Exchange) -> contracts.SpokenExchange:
        """Speak the lines of an exchange at once, cut them out of it, and hear when each word is spoken."""
        return contracts.SpokenExchange(voices=spoken_exchange(exchange, self._registry, self._workshop))

    @activity.defn(name="sound.effect", no_thread_cancel_exception=True)
    @translated
    def effect(self, order: Order[EffectRequest]) -> Asset:
        """Make the sound of a scene."""
        return render(self._registry, self._workshop, order)

    @activity.defn(name="sound.score", no_thread_cancel_exception=True)
    @translated
    def score(self, order: Order[MusicRequest]) -> Asset:
        """Play the score."""
        return render(self._registry, self._workshop, order)
