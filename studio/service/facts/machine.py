"""What this machine has: what the doctor finds, open models and their licences, a voice that was tried."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from models.base import Frozen
from studio.service.engine.check import Check
from studio.service.facts.values import Dollars
from studio.service.open_models.inventory import ListedModel
from studio.service.voice_trial import Trial, Tried


class DoctorFacts(Frozen):
    """What a film needs on this machine."""

    ok: bool = Field(description="Whether films can be made.")
    checks: tuple[Check, ...] = Field(description="What was looked at.")


class OpenModels(Frozen):
    """The open models."""

    weights: str = Field(description="The folder of their weights.")
    models: tuple[ListedModel, ...] = Field(description="The models.")


class LicenceFacts(Frozen):
    """The licence of an open model."""

    name: str = Field(description="The model.", examples=["flux2-klein-4b"])
    title: str = Field(description="What people call it.")
    licence: str = Field(description="The licence.", examples=["Apache-2.0"])
    licence_url: str = Field(description="Where it is; empty where that is not known.")
    restricted: bool = Field(description="Whether it forbids something.")
    forbids: str = Field(description="What it forbids; empty where it forbids nothing.")
    accepted: bool = Field(description="Whether the model may be run here.")


class Licences(Frozen):
    """The licences of open models."""

    licences: tuple[LicenceFacts, ...] = Field(description="A licence a model.")


class TriedVoice(Frozen):
    """A line that was spoken by itself."""

    who: str = Field(description="Who speaks it.", examples=["Emma"])
    voice: str = Field(description="In which voice; empty where the provider has one.", examples=["joe"])
    provider: str = Field(description="Who spoke it.", examples=["piper"])
    file: str = Field(description="Its file.")
    seconds: float = Field(description="Its length in seconds.", examples=[1.8])
    cost_usd: Dollars = Field(description="What it cost, in dollars.")


def doctor_facts(checks: Sequence[Check]) -> DoctorFacts:
    """What the doctor found."""
    return DoctorFacts(ok=all(check.well for check in checks), checks=tuple(checks))


def model_facts(folder: Path, listed: Sequence[ListedModel]) -> OpenModels:
    """The open models, and how the weights of each are."""
    return OpenModels(weights=str(folder), models=tuple(listed))


def licence_facts(listed: Sequence[ListedModel]) -> Licences:
    """The licences of open models."""
    fields = LicenceFacts.model_fields
    return Licences(
        licences=tuple(LicenceFacts(**{name: getattr(one, name) for name in fields}) for one in listed)
    )


def tried_voice(who: str, trial: Trial, tried: Tried) -> TriedVoice:
    """A line that was spoken by itself."""
    about = tried.model_dump(mode="json")
    return TriedVoice(who=who, voice=trial.voice, provider=trial.provider, **about)
