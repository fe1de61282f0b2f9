"""A speech model of a vendor, as its table has it: what it takes, in which words, what it costs. Nothing else is ever sent."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, JsonValue, StrictBool

from models.base import Frozen
from models.money.dollars import ZERO
from providers.base import Voice
from providers.vendors.endpoints.endpoint import Rate

SpeechUnit = Literal["character", "minute", "token"]
SPEECH_UNITS: tuple[SpeechUnit, ...] = ("character", "minute", "token")


class SpeechPrice(Frozen):
    """Dollars for `per` units, as `source` had them on `as_of`; a quote of them is the most that a line can cost.

    A `character` is one of the text that is sent; a `minute` one of sound, of which a line is quoted the most that any
    voice takes over it; a `token` one of the text, of which every byte is quoted as one. `text` are dollars per million
    tokens of text beside that.
    """

    unit: SpeechUnit
    usd: Rate
    per: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    text: Rate = ZERO
    as_of: date | None = None
    source: str = ""


_USUAL_RATE = 24_000
"""Samples a second of sound without a head, where its format says none: one channel, 16 bits, little-endian."""


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class SpeechModel(Frozen):
    """One speech model: its `id` is the vendor's own, its name here `vendor/id`.

    A line has `most` characters at most (0: as many as there are). `voices` are those that it has, where its vendor
    lists none itself; `voice` speaks where nobody is named, else the first. It speaks `languages`, ISO 639-1; any where none is
    listed. `format` is how sound is asked for. `delivery`, `seed` and `language` are the fields of how a line is said, of a seed and of a
    language; empty where there are none. With `tags`, how a line is said goes before its words in square brackets. One that takes
    `context` is told what is said before and after a line, one that gives `words` says when each is heard.
    So many characters of an `exchange` of several voices it speaks at once; none where it speaks line by line.
    `always` goes with every request; `credit` are the dollars of one of the vendor's credits, where its answers count those.
    `revision` rises when the vendor puts something else behind the same id. From the day `ends` on it is asked no more.
    One without a `price` is refused until somebody gives one, unless its vendor is free.
    """

    vendor: str
    id: str = Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9][\w.:/~-]*$")
    kind: Literal["speech"] = "speech"
    title: str = ""
    most: int = Field(default=0, ge=0)
    voices: tuple[Annotated[Voice, BeforeValidator(_named)], ...] = ()
    voice: str = Field(default="", max_length=200)
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...] = ()
    format: str = Field(default="wav", pattern=r"^[a-z0-9_]{1,40}$")
    delivery: str = ""
    tags: StrictBool = False
    seed: str = ""
    language: str = ""
    context: StrictBool = False
    words: StrictBool = False
    exchange: int = Field(default=0, ge=0)
    always: dict[str, JsonValue] = Field(default_factory=dict)
    credit: Rate = ZERO
    price: SpeechPrice | None = None
    revision: str = Field(default="1", pattern=r"^[\w.-]+$")
    ends: date | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """`vendor/id`, as it is called here."""
        return f"{self.vendor}/{self.id}"

    @property
    def usual_voice(self) -> str:
        """Who speaks where nobody is named; empty where the table knows nobody."""
        return self.voice or next((voice.name for voice in self.voices), "")

    @property
    def bare_rate(self) -> int:
        """Samples a second of sound that comes without a head; 0 where it has one."""
        kind, _, rate = self.format.partition("_")
        if kind != "pcm":
            return 0
        return int(rate) if rate.isdigit() else _USUAL_RATE

    def speaks(self, language: str) -> bool:
        """Whether it speaks a language, ISO 639-1 with or without a region, or `und` when nobody knows which."""
        plain = language.lower().replace("_", "-").split("-")[0]
        return plain == "und" or not self.languages or plain in self.languages
