"""What is said of a shot whose lines are spoken at once, and of one whose lips move."""

import pytest

from models.brief import Brief
from models.kinds import Kind
from models.orders.assets import Asset, Blob
from models.orders.cast import Choice
from models.orders.requests import Order, SpeechRequest, Turn, VideoRequest
from models.orders.shot_orders import UNSEEN, MadeShot, ShotOrder
from models.shots.lines import Line
from tests.kit.studio import short_shots
from workflows.shots import lips, shot
from workflows.shots.lips import with_lips
from workflows.shots.shot import ShotWorkflow

TURNS = (Turn(text="Where were you?", voice="rachel"), Turn(text="I missed the train.", voice="george"))
BARS = "The clip has another shape: it has bars."


def asset(name: str, note: str = "", seconds: float = 1.0) -> Asset:
    blob = Blob(sha256=name[0] * 64, suffix=".mp4", size=1)
    return Asset(blob=blob, recipe_key=name, seconds=seconds, frames=24, note=note)


def choice(kind: Kind) -> Choice:
    return Choice(kind=kind, provider=f"vendor/{kind}", label="io", revision="1")


def order_of(made: MadeShot) -> ShotOrder:
    """A shot in which two speak at once, and whose lips move."""
    lines = tuple(Line(subject=who, text=turn.text) for who, turn in zip(("Emma", "Tom"), TURNS, strict=True))
    (plain,) = short_shots("a room").shots
    told = plain.model_copy(update={"dialogue": "", "lines": lines})
    request = VideoRequest(shot=told, still=UNSEEN, frames=24, picture=Brief(prompt="A room.").picture)
    speech = choice("speech")
    voices = tuple(
        Order[SpeechRequest](
            choice=speech,
            request=SpeechRequest(text=one.text, voice=one.voice, exchange=TURNS, place=place),
        )
        for place, one in enumerate(TURNS)
    )
    clip = Order[VideoRequest](choice=choice("video"), request=request)
    return ShotOrder(clip=clip, voices=voices, lips=choice("lips")).having(made)


async def test_what_is_noted_of_a_voice_of_an_exchange_is_said_with_its_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def converse(*_: object, **__: object) -> tuple[Asset, ...]:
        return asset("a"), asset("b", "The voice of shot_001 was gone, and has been made again.")

    monkeypatch.setattr(shot, "converse", converse)
    made = await ShotWorkflow()._spoken(order_of(MadeShot()))
    assert [voice and voice.recipe_key for voice in made.voices] == ["a", "b"]
    assert made.notes == ("Line 2: The voice of shot_001 was gone, and has been made again.",)


async def test_what_is_noted_of_a_clip_twice_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def moved(*_: object) -> Asset:
        return asset("d", seconds=1.3)

    async def conformed(*_: object) -> Asset:
        return asset("e", BARS)

    monkeypatch.setattr(lips, "_moved", moved)
    monkeypatch.setattr(lips, "conformed", conformed)
    voices = (asset("a", seconds=0.1), asset("b", seconds=0.1))
    there = MadeShot(voices=voices, clip=asset("c"), conformed=asset("c"), notes=(BARS,))
    made = await with_lips(order_of(there))
    assert (made.lips and made.lips.recipe_key, made.conformed and made.conformed.recipe_key) == ("d", "e")
    assert made.notes == (BARS,)
