"""A film's voices, of its speech provider: asked for, checked, and given; and what people should know of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from activities.casting.voices.assignment import Part, assigned
from activities.contracts.casting import AssignedVoices, VoicesRequest
from infra.reading.language import language_of
from models.brief import Brief
from models.errors import BadInput
from models.orders.requests import SpeechRequest
from models.subjects.subject import NARRATOR
from providers.base import Limited, Maker, Voice, Voiced
from providers.offline.voice.spoken_text import language_name
from providers.registry import Registry

_LISTED = 12
"""How many voices a sentence lists, and how many people."""


def give_voices(request: VoicesRequest, registry: Registry) -> AssignedVoices:
    """The voices of a film's characters and of its narrator, and a note where voices are shared, or made of one.

    Raises:
        BadInput: a voice that a person chose is not the provider's, or does not speak the film's language.
        ProviderError: the provider cannot say which voices it has.

    """
    maker = registry.find("speech", request.speech.provider)
    views = [
        view
        for view in request.bible.subjects
        if view.subject.kind == "character" or view.name in request.speaking
    ]
    asked = [(view.name, view.subject.voice) for view in views if view.subject.voice]
    asked += [(NARRATOR, request.narrator)] if request.narrator else []
    chosen = check_chosen(asked, maker, request.language)
    if not isinstance(maker, Voiced):
        note = f"{maker.name} has one voice, which speaks all parts."
        nobody = {view.name: "" for view in views}
        return AssignedVoices(voices=nobody, notes=(note,) if request.speaking else ())
    every = maker.voices()
    known = {voice.name for voice in every}
    voices = [voice for voice in every if voice.speaks(request.language)]
    kept = not request.anew and request.bible.speech == maker.name
    had = {NARRATOR: request.bible.narrator, **{view.name: view.voice for view in views}} if kept else {}
    gone = {who: voice for who, voice in had.items() if voice and voice not in known and who not in chosen}
    parts = [Part(view.subject, "" if request.anew else view.voice) for view in views]
    narrator = chosen.pop(NARRATOR, "") or ("" if request.anew else request.bible.narrator)
    narrator, given = assigned(parts, narrator, voices, chosen, request.language, {*gone.values()})
    notes = _notes(maker.name, voices, {NARRATOR: narrator, **_of(request.speaking, given)})
    notes += tuple(_gone(who, voice, maker.name) for who, voice in gone.items())
    return AssignedVoices(
        narrator=narrator, voices=given, notes=notes if request.speaking else (), speech=maker.name
    )


def check_brief_voices(brief: Brief, registry: Registry, speech: str, *, offline: bool) -> None:
    """See that the voices that a brief asks for are the provider's, and speak its language where that is known now.

    What an `offline` writer writes is in the language of the brief's words; a model may be told to write in another, and
    given shots may be in any.

    Raises:
        BadInput: one is not, or does not.
        ProviderError: the provider cannot say which voices it has.

    """
    asked = [(subject.name, subject.voice) for subject in brief.subjects if subject.voice]
    asked += [(NARRATOR, brief.narrator)] if brief.narrator else []
    if not asked:
        return
    language = language_of(brief.text) if offline and not brief.shots else "und"
    check_chosen(asked, registry.find("speech", speech), language)


def check_chosen(
    asked: Iterable[tuple[str, str]], maker: Maker[SpeechRequest], language: str
) -> dict[str, str]:
    """The provider's own names of the voices that are asked for, by who asks, all of which speak a language; raises as above."""
    asked = tuple(asked)
    if not asked:
        return {}
    if not isinstance(maker, Voiced):
        who, name = asked[0]
        raise BadInput(f"{maker.name} has one voice only: leave the voice {name!r} of {_whose(who)} out.")
    known = {voice.name: voice for voice in maker.voices()}
    chosen: dict[str, str] = {}
    for who, called in asked:
        found = named_voice(called, known.values())
        if found is None:
            raise BadInput(_unknown(who, called, maker, known))
        chosen[who] = name = found
        if not known[name].speaks(language):
            able = [voice.name for voice in known.values() if voice.speaks(language)]
            others = f"choose {_some(able)}" if able else f"no voice of {maker.name} does"
            spoken = " and ".join(map(language_name, known[name].languages[:1]))
            raise BadInput(
                f"The voice {called!r} of {_whose(who)} speaks {spoken}, and the film is in {language_name(language)}: {others}."
            )
    return chosen


def named_voice(called: str, voices: Iterable[Voice]) -> str | None:
    """The name of the voice that somebody calls so: by that name, or by a title that only one has; None where nobody is.

    Raises:
        BadInput: several have that title.

    """
    voices = tuple(voices)
    if any(voice.name == called for voice in voices):
        return called
    plain = called.casefold()
    found = [voice.name for voice in voices if plain in (voice.name.casefold(), voice.title.casefold())]
    if len(found) > 1:
        raise BadInput(f"Several voices are called {called!r}: choose one of {_some(found)}.")
    return found[0] if found else None


def _unknown(who: str, name: str, maker: Maker[SpeechRequest], known: Mapping[str, Voice]) -> str:
    """What is said of a voice that is not there: in the provider's words, where it has some."""
    said = ""
    if isinstance(maker, Limited):
        said = maker.cannot(SpeechRequest(text="A word.", language="und", voice=name))
    there = [f"{voice.title} ({voice.name})" if voice.title else voice.name for voice in known.values()]
    said = said or f"There is no voice {name!r}: {maker.name} has {_some(there) or 'none here'}."
    return f"The voice of {_whose(who)} cannot be used: {said[:1].lower()}{said[1:]}"


def _gone(who: str, voice: str, provider: str) -> str:
    return (
        f"The voice {voice!r} of {_whose(who)} is not at {provider} any more: nobody's voice changes in mid-film, so what is "
        "still to be said in it is not heard until another one is chosen for all of the film."
    )


def _whose(name: str) -> str:
    return f"the {NARRATOR}" if name == NARRATOR else name


def _of(speaking: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    return {name: given[name] for name in speaking if given.get(name)}


def _notes(provider: str, voices: Sequence[Voice], given: Mapping[str, str]) -> tuple[str, ...]:
    """What people should know of voices that are heard, the narrator's among them."""
    by_name = {voice.name: voice for voice in voices}
    heard = {name: by_name[voice] for name, voice in given.items() if voice in by_name}
    if len(heard) < 2:
        return ()
    notes = []
    recorded = {voice.made or voice.name for voice in heard.values()}
    if len(recorded) == 1 and any(voice.made for voice in heard.values()):
        notes.append(
            f"One recorded voice, {recorded.pop()}, speaks all parts, told apart by pitch and formant: "
            "`longtake doctor` says how to add another."
        )
    counts = Counter(voice.name for voice in heard.values())
    shared = [name for name, voice in heard.items() if counts[voice.name] > 1]
    if shared:
        notes.append(
            f"{provider} has too few voices for everybody who speaks: {_some(shared)} share theirs with others."
        )
    return tuple(notes)


def _some(names: Sequence[str]) -> str:
    """Names in a row, the first of them where there are many."""
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more
