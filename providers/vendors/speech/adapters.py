"""How each vendor is asked for speech, whatever the model; everybody else as OpenAI is."""

from collections.abc import Mapping

from providers.vendors.edge.adapter import EdgeSpeech
from providers.vendors.elevenlabs.adapter import ElevenLabsSpeech
from providers.vendors.speech.adapter import SpeechProvider
from providers.vendors.speech.openai_shape import OpenAISpeech, OpenRouterSpeech, SharedShape

SPEAKING: tuple[type[SpeechProvider], ...] = (OpenAISpeech, OpenRouterSpeech, ElevenLabsSpeech, EdgeSpeech)
_BY_VENDOR: Mapping[str, type[SpeechProvider]] = {one.vendor: one for one in SPEAKING}


def speech_adapter(vendor: str) -> type[SpeechProvider]:
    """The adapter of a vendor."""
    return _BY_VENDOR.get(vendor, SharedShape)
