"""Voices and the score, as activities."""

from temporalio import activity

from activities import contracts
from activities.asset_work import render, work_here, work_on
from activities.cut.captions.spoken_words import with_words
from activities.failures import named, translated
from activities.heartbeat import beating
from activities.sound.exchanges import line_of_exchange, spoken_exchange
from activities.sound.tracks import laid, track_recipe
from library.workshop import Workshop
from models.orders.assets import Asset
from models.orders.requests import EffectRequest, MusicRequest, Order, SpeechRequest
from models.orders.shot_orders import ShotOrder
from providers.registry import Registry


class Sound:
    """Implements `contracts.Sound`."""

    def __init__(self, registry: Registry, workshop: Workshop) -> None:
        self._registry = registry
        self._workshop = workshop

    @activity.defn(name="sound.voice", no_thread_cancel_exception=True)
    @translated
    def voice(self, order: Order[SpeechRequest]) -> Asset:
        """Speak a shot's words, and hear when each is spoken; a line of an exchange that is there is cut out of that."""
        if voice := line_of_exchange(order, self._registry, self._workshop):
            return voice
        voice = render(self._registry, self._workshop, order)
        with beating():
            return with_words(voice, order.request, self._workshop.library, work_on(order))

    @activity.defn(name="sound.exchange", no_thread_cancel_exception=True)
    @translated
    def exchange(self, exchange: contracts.Exchange) -> contracts.SpokenExchange:
        """Speak the lines of an exchange at once, cut them out of it, and hear when each word is spoken."""
        return contracts.SpokenExchange(voices=spoken_exchange(exchange, self._registry, self._workshop))

    @activity.defn(name="sound.track", no_thread_cancel_exception=True)
    @translated
    def track(self, order: ShotOrder) -> Asset:
        """Lay what whoever is seen says in a shot as the film does."""
        shot = order.shot.shot_id
        voices = {voice.blob.sha256: f"a voice of {shot}" for _, voice in order.spoken}
        with beating() as beats, named(voices):
            return self._workshop.once(
                track_recipe(order),
                work_here(shot, fresh=order.clip.fresh),
                lambda folder: laid(order, self._workshop, folder),
                lambda: beats(0.0),
            )

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
