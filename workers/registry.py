"""The composition of the registry: every provider that ships, the folders it reads, and the keys that are set here."""

from collections.abc import Iterable
from functools import cache

from infra.settings import Settings
from providers.offers import Offer
from providers.offline.voice.piper import PiperVoice
from providers.open_models.bay import Bay
from providers.registry import BUILT_IN, Registry
from providers.vendors.client import VendorClient
from providers.vendors.clients import Clients
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.speech.table import SpeechTable
from workers.cards.open_models import bay_of, open_providers


def build_registry(
    settings: Settings, offers: Iterable[Offer] = BUILT_IN, bay: Bay | None = None
) -> Registry:
    """The providers that can be asked from here, open models among them, which run in one `bay`.

    To build it costs nothing: keys and addresses are read from the environment, or a tenant's file, once, when a provider of a
    vendor is first asked for, and torch is imported when a model is to run.
    """

    @cache
    def clients() -> Clients:
        from workers import language_models

        known = language_models.catalogue(settings)
        return language_models.clients(known, settings, settings.webhooks_url)

    @cache
    def endpoints() -> Endpoints:
        return Endpoints.load(settings.models_file, settings.prices_file)

    @cache
    def speech() -> SpeechTable:
        return SpeechTable.load(settings.models_file)

    def client_of(vendor: str) -> VendorClient:
        return clients().of(vendor)

    voice = PiperVoice(settings.voices_dir)
    ours = [voice if offer is PiperVoice else offer for offer in offers]
    return Registry(
        ours, client_of, endpoints, lambda: open_providers(settings, bay or bay_of(settings)), speech
    )
