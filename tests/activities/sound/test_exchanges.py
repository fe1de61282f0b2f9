"""Exchanges as activities: what was bought once is never bought again, and what may have been billed is not called free."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete
from temporalio.exceptions import ApplicationError

from activities.contracts import Exchange
from activities.sound.activity import Sound
from infra.database.tables import assets
from library.workshop import Workshop
from models.errors import DiskFull, MediaError
from models.money.dollars import ZERO
from models.orders.requests import Order, SpeechRequest, Turn
from providers.registry import Registry
from providers.vendors.elevenlabs.adapter import ElevenLabsSpeech
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.speech.table import SpeechTable
from tests.kit.speaker import in_film, watched_workshop
from tests.kit.vendors.contract import client_of
from tests.kit.vendors.elevenlabs import GEORGE, VOICES, ElevenLabs

TURNS = (
    Turn(text="Where were you?", voice=VOICES[0]["voice_id"]),
    Turn(text="I missed the train.", voice=GEORGE),
)


@pytest.fixture
def double(tmp_path: Path) -> Iterator[ElevenLabs]:
    with ElevenLabs(tmp_path / "elevenlabs") as double:
        yield double


@pytest.fixture
def registry(double: ElevenLabs) -> Registry:
    client = client_of("elevenlabs", double.address)
    return Registry([], lambda _: client, Endpoints.load, None, SpeechTable.load)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    (tmp_path / "home").mkdir()
    return watched_workshop(tmp_path / "home")


@pytest.fixture
def lines(registry: Registry) -> tuple[Order[SpeechRequest], ...]:
    choice = registry.choice("speech", "eleven-v3")
    requests = (
        SpeechRequest(text=one.text, voice=one.voice, language="en", exchange=TURNS, place=place)
        for place, one in enumerate(TURNS)
    )
    return tuple(Order[SpeechRequest](choice=choice, request=request) for request in requests)


@pytest.fixture
def sound(registry: Registry, workshop: Workshop) -> Sound:
    return Sound(registry, workshop)


def failure(activity: Any, given: object) -> tuple[str | None, Decimal]:
    """The type of an activity's failure, and the dollars that it says are billed."""
    with pytest.raises(ApplicationError) as failed:
        in_film().run(activity, given)
    billed = failed.value.details[0] if failed.value.details else 0
    return failed.value.type, Decimal(str(billed))


def test_a_line_that_is_gone_is_cut_out_of_its_exchange_again_and_costs_nothing(
    sound: Sound, workshop: Workshop, double: ElevenLabs, lines: tuple[Order[SpeechRequest], ...]
) -> None:
    spoken = in_film().run(sound.exchange, Exchange(lines=lines)).voices
    assert spoken[0].cost > 0
    with workshop.library.database.engine.begin() as connection:
        connection.execute(delete(assets).where(assets.c.key == spoken[1].recipe_key))
    again = in_film().run(sound.voice, lines[1])
    assert (again.blob, again.words, again.cost) == (spoken[1].blob, spoken[1].words, ZERO)
    assert double.books.did["take"] == 1


def test_a_line_of_an_exchange_that_nobody_spoke_is_spoken_by_itself(
    sound: Sound, double: ElevenLabs, lines: tuple[Order[SpeechRequest], ...]
) -> None:
    assert in_film().run(sound.voice, lines[1]).cost > 0
    assert [job["asked"].get("inputs") for job in double.books.jobs.values()] == [None]


def test_an_exchange_out_of_which_a_line_cannot_be_cut_is_booked_once(
    sound: Sound,
    double: ElevenLabs,
    lines: tuple[Order[SpeechRequest], ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise MediaError("There is nothing to be heard.")

    monkeypatch.setattr(ElevenLabsSpeech, "cut_out", broken)
    first = failure(sound.exchange, Exchange(lines=lines))
    again = failure(sound.exchange, Exchange(lines=lines))
    assert first == ("UnknownOutcome", ZERO), "which is booked at its quote"
    assert again == ("InvalidRequest", ZERO), "which is booked at nothing, and not asked again"
    assert double.books.did["take"] == 1


def test_what_was_paid_and_cannot_be_kept_is_not_called_free(
    sound: Sound,
    workshop: Workshop,
    double: ElevenLabs,
    lines: tuple[Order[SpeechRequest], ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = lines[0].model_copy(
        update={"request": lines[0].request.model_copy(update={"exchange": (), "place": 0})}
    )
    with monkeypatch.context() as full:

        def put_file(*_: object) -> None:
            raise DiskFull("No space is left.")

        full.setattr(type(workshop.library.store), "put_file", put_file)
        assert failure(sound.voice, alone) == ("UnknownOutcome", ZERO)
        assert failure(sound.exchange, Exchange(lines=lines)) == ("UnknownOutcome", ZERO)
        assert double.books.did["take"] == 2
    assert in_film().run(sound.voice, alone).cost > 0
