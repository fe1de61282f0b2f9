"""Voices and the score, as activities."""

from temporalio import activity

from activities import contracts
from activities.assets.making import Workshop
from activities.failures import translated
from activities.rendering import render
from models.assets import Asset
from providers.base import MusicRequest, SpeechRequest
from providers.registry import Registry


def speech_request(order: contracts.VoiceOrder) -> SpeechRequest:
    """What a voice's order means to a speech provider."""
    return SpeechRequest(text=order.text, language=order.language, seed=order.seed)


def music_request(order: contracts.ScoreOrder) -> MusicRequest:
    """What a score's order means to a music provider."""
    return MusicRequest(mood=order.mood, seconds=order.seconds, seed=order.seed)


class Sound:
    """Implements `contracts.Sound`."""

    def __init__(self, registry: Registry, workshop: Workshop) -> None:
        self._registry = registry
        self._workshop = workshop

    @activity.defn(name="sound.voice", no_thread_cancel_exception=True)
    @translated
    def voice(self, order: contracts.VoiceOrder) -> Asset:
        """Speak a shot's words."""
        return render(self._registry, self._workshop, order, speech_request(order))

    @activity.defn(name="sound.score", no_thread_cancel_exception=True)
    @translated
    def score(self, order: contracts.ScoreOrder) -> Asset:
        """Play the score."""
        return render(self._registry, self._workshop, order, music_request(order))
