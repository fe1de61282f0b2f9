"""One line spoken by itself, so that a voice can be heard before a film has it."""

import errno
import os
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from models.base import Frozen
from models.errors import BadInput, InvalidRequest, ProviderError, UnknownOutcome
from models.excerpt import quoted
from models.money.dollars import Usd
from models.names import NO_FILM
from studio.service.database import check_named, opened_database

if TYPE_CHECKING:
    from models.orders.requests import SpeechRequest
    from providers.base import Renderer

MAY_BE_BILLED = "a quote: the line was lost, and may be billed"
"""What the ledger says of a line of which nobody knows whether it is paid."""


class Trial(NamedTuple):
    """A line that is to be tried: who speaks it, in which voice, and the most that it may cost, in dollars.

    `voice` is empty where the provider has one voice; `title` is what people call it. `notes` are what a person should know.
    """

    who: str
    voice: str
    title: str
    provider: str
    most: Decimal
    notes: tuple[str, ...]
    maker: "Renderer[SpeechRequest]"
    request: "SpeechRequest"


class Tried(Frozen):
    """A line that was spoken: where its file lies, how long it is in seconds, and what it cost in dollars."""

    file: str
    seconds: float
    cost_usd: Usd


def read_trial(text: str) -> tuple[str, str]:
    """Who is to say what, of `NAME=WORDS`.

    Raises:
        BadInput: it is not.

    """
    who, equals, words = (part.strip() for part in text.partition("="))
    if not (who and equals and words):
        raise BadInput(
            f'Say who speaks and what, such as "joe=Hello there." or "Emma=Hello there.", not {text!r}.'
        )
    return who, words


def plan_trial(who: str, words: str, provider: str, language: str | None) -> Trial:
    """A line in the voice of that name, or else in the one that a film would give somebody who is called so.

    Raises:
        BadInput: there is no such provider, its key or its extra is not there, or it cannot speak the line.
        ProviderError: it cannot say which voices it has.

    """
    from activities.casting.voices.assignment import Part, assigned
    from activities.casting.voices.cast_voices import named_voice
    from infra.reading.language import language_of
    from infra.settings import load_settings
    from models.orders.requests import SpeechRequest
    from models.subjects.names import plain_name
    from models.subjects.subject import NARRATOR, Subject, objection_to
    from providers.base import Cautious, Limited, Renderer, Voiced
    from providers.offline.voice.piper import UNHEARD
    from workers.registry import build_registry

    registry = build_registry(load_settings())
    registry.choice("speech", provider)
    registry.check("speech", provider)
    maker = registry.find("speech", provider)
    if not isinstance(maker, Renderer):
        raise InvalidRequest(f"{maker.name} takes jobs: only a film can have it speak.")
    spoken = language or language_of(words)
    voices = {voice.name: voice for voice in maker.voices()} if isinstance(maker, Voiced) else {}
    voice = named_voice(who, voices.values()) or ""
    if voices and not voice:
        able = [one for one in voices.values() if one.speaks(spoken)]
        told = plain_name(who) == NARRATOR
        if not told and (objection := objection_to(who, {"kind": "character"})):
            raise BadInput(f"{quoted(who, 58)} {objection}.")
        parts = [] if told else [Part(Subject(name=who, kind="character"))]
        narrator, given = assigned(parts, "", able, {}, spoken)
        voice = narrator if told else given[who]
    request = SpeechRequest(text=words, language=spoken, voice=voice)
    if isinstance(maker, Limited) and (why := maker.cannot(request)):
        # There are no subtitles here.
        raise BadInput(why.replace(UNHEARD, "."))
    notes = maker.cautions(request) if isinstance(maker, Cautious) else ()
    title = voices[voice].title if voice else ""
    return Trial(who, voice, title, maker.name, maker.quote(request).usd, notes, maker, request)


def speak(trial: Trial, file: Path) -> Tried:
    """The line, spoken once into a file; what that costs is in the ledger, under no film.

    Raises:
        ProviderError: it could not be spoken; of an `UnknownOutcome` nobody knows whether it is billed.
        BadInput: the file cannot be written, or LONGTAKE_DATABASE names a file that is not there.
        Unavailable: the database does not answer.

    """
    from infra.media.intake.material import VOICE
    from infra.media.probe import probe

    try:
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        file.parent.mkdir(parents=True, exist_ok=True)
        # Beside the file: what cannot be written there is known before anything is paid.
        scratch = tempfile.TemporaryDirectory(dir=file.parent, prefix=".longtake-")
    except OSError as error:
        raise BadInput(f"{file} cannot be written ({error.strerror}).") from error
    with scratch as folder:
        spoken = _bought(trial, Path(folder)) if trial.most else _spoken(trial, Path(folder))
        facts = probe(spoken.path, VOICE)
        try:
            spoken.path.replace(file)
        except OSError as error:
            raise BadInput(f"{file} cannot be written ({error.strerror}).") from error
    return Tried(file=str(file), seconds=round(facts.audio_seconds or facts.seconds, 2), cost_usd=spoken.usd)


class _Spoken(NamedTuple):
    """A line as it came, and what it cost in dollars."""

    path: Path
    usd: Decimal


def _spoken(trial: Trial, folder: Path) -> _Spoken:
    from library.workshop import check_foreign, priced
    from providers.base import Bench

    rendered = trial.maker.render(trial.request, Bench(folder))
    check_foreign(trial.maker.recipe(trial.request), rendered)
    usd = priced(rendered, trial.maker.quote(trial.request)).cost
    assert usd is not None, "what is priced has a price"
    return _Spoken(rendered.path, usd)


def _bought(trial: Trial, folder: Path) -> _Spoken:
    """The line as it came; its quote is set aside before anybody is asked, and what it cost is booked whatever becomes of it."""
    from activities.money.ledger_table import write_entries
    from infra.settings import load_settings
    from library.rows import now
    from models.money.ledger import Ledger
    from models.money.steps import Step

    settings = load_settings()
    check_named(settings)
    ledger, step, run = Ledger(clock=now), Step(stage="voice", provider=trial.provider), uuid4().hex
    with opened_database(settings) as database:
        ledger.reserve({step: trial.most})
        write_entries(database, NO_FILM, run, ledger.unwritten())
        usd, note = trial.most, MAY_BE_BILLED
        try:
            spoken = _spoken(trial, folder)
            usd, note = spoken.usd, ""
        except UnknownOutcome:
            raise
        except ProviderError as error:
            usd, note = error.billed, ""
            raise
        finally:
            if usd:
                ledger.settle(step, usd, note=note)
            else:
                ledger.release(step)
            write_entries(database, NO_FILM, run, ledger.unwritten())
    return spoken
