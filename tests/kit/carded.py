"""Makers that need a card, played by the offline ones: with weights of their own, and a licence to be accepted."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConnectConfig

from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect
from models.brief import Brief
from models.errors import BadInput
from models.kinds import Kind
from providers.base import Embedded, Progress, Provider
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.migrated import migrated
from tests.kit.providers import Journal, Watched
from tests.kit.small_pictures import small_pictures
from tests.kit.studio import StudioKit, end_all, short_shots
from workers.composition import DEFAULT_LABELS, build_workers, build_workshop


class Carded(Watched):
    """A maker on the gpu queue, watched; its weights are what stands in a file."""

    def __init__(self, inner: Any, name: str, journal: Path, weights: Path) -> None:
        super().__init__(inner, Journal(journal))
        self._called = name
        self._weights = weights

    @property
    def name(self) -> str:
        return self._called

    @property
    def label(self) -> str:
        return "gpu"

    def recipe(self, request: Any) -> Any:
        return super().recipe(request).model_copy(update={"provider": self.name})

    def check_licence(self) -> None:
        if self._weights.with_suffix(".closed").exists():
            raise BadInput(
                f"{self.name} forbids something: `longtake licences accept {self.name}` accepts it."
            )

    def weights(self) -> str:
        self.check_licence()
        if not self._weights.exists():
            raise BadInput(f"The weights of {self.name} are not here.")
        return self._weights.read_text()


class Alike:
    """Finds all pictures alike."""

    kind: Kind = "check"
    name = "clip"
    label = "gpu"
    revision = "1"

    def embed(self, pictures: Sequence[Path], words: str, progress: Progress) -> Embedded:
        return Embedded([[1.0] for _ in pictures], [0.3])


def carded_registry(journal: Path, weights: Path) -> Registry:
    """The offline providers, and those of the profile gpu, whose weights are what stands in one file."""
    pictures, clips = (
        Carded(Animatic(), "sdxl", journal, weights),
        Carded(CameraMove(), "wan-5b", journal, weights),
    )
    offline: list[Provider] = [OutlineWriter(), PiperVoice(), Bed(), Animatic(), CameraMove()]
    return Registry([*offline, pictures, clips, Alike()])


class CardKit(StudioKit):
    """A studio in a namespace of its own, whose cards are served while a block runs."""

    def __init__(self, client: Client, settings: Settings) -> None:
        super().__init__(client, settings)
        self.weights = settings.home / "weights.txt"
        self.weights.write_text("f0f0")

    @asynccontextmanager
    async def serving(self, *labels: str) -> AsyncIterator[None]:
        registry = carded_registry(self.journal, self.weights)
        async with AsyncExitStack() as stack:
            workers = build_workers(
                self.client, self.settings, labels, registry, build_workshop(self.settings)
            )
            for worker in workers:
                await stack.enter_async_context(worker)
            yield

    async def asked_of(self, film: str) -> dict[str, Any]:
        """The last of its activities of each name, as it was scheduled."""
        history = json.loads((await self.client.get_workflow_handle(film).fetch_history()).to_json())
        events = history["events"]
        asked = [
            event["activityTaskScheduledEventAttributes"]
            for event in events
            if "activityTaskScheduledEventAttributes" in event
        ]
        return {one["activityType"]["name"]: one for one in asked}

    def brief(self, *words: str, profile: str) -> Brief:
        return short_shots(*words).model_copy(update={"profile": profile})


@asynccontextmanager
async def card_studio(address: str, home: Path) -> AsyncIterator[CardKit]:
    """A studio in a namespace of its own, with workers of films, of vendors and of the rest; none with a card yet."""
    plain = await Client.connect(address)
    config = ClientConnectConfig(target_host=address, namespace=f"cards-{home.name}"[:60])
    await plain.workflow_service.register_namespace(
        RegisterNamespaceRequest(
            namespace=config["namespace"], workflow_execution_retention_period=Duration(seconds=86400)
        )
    )
    settings = Settings(home=home / "home")
    settings.home.mkdir()
    migrated(settings.home / "longtake.db")
    kit = CardKit(await connect(open_store(settings), config), settings)
    with small_pictures():
        async with kit.serving(*DEFAULT_LABELS):
            yield kit
            await end_all(kit.client)
