"""How much of a film is on its way at once: what the film says, what is set, and what fits where it is made."""

import pytest

from infra.settings import Settings, load_settings
from models.errors import BadInput
from models.film.at_once import AtOnce
from studio.cli.asked.flag_values import Flags, of_flags
from studio.service.requests.request import read_request
from studio.service.requests.values import Given


def windows(settings: Settings, given: AtOnce, *, embedded: bool = True) -> tuple[int, int, int, int]:
    found = settings.windows(given, embedded=embedded)
    return found.shots, found.pictures, found.vendor_jobs, found.reels


@pytest.mark.parametrize(("slots", "wide"), [(2, 8), (16, 34), (500, 100)])
def test_a_machine_has_twice_as_much_on_its_way_as_it_has_slots(slots: int, wide: int) -> None:
    assert windows(Settings(cpu_slots=slots), AtOnce()) == (wide, wide, 3, 4)


def test_a_film_on_a_cluster_waits_for_nothing_but_its_slots() -> None:
    assert windows(Settings(cpu_slots=2), AtOnce(), embedded=False) == (100, 100, 3, 8)


def test_what_is_set_goes_before_what_fits_and_what_the_film_says_before_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LONGTAKE_AT_ONCE", "shots=20, vendor-jobs=5, reels=2")
    for embedded, pictures in ((True, 8), (False, 100)):
        settings = load_settings().model_copy(update={"cpu_slots": 1})
        assert windows(settings, AtOnce(shots=3), embedded=embedded) == (3, pictures, 5, 2)


def test_a_flag_goes_before_a_file_kind_by_kind() -> None:
    given = [
        Given("prompt", "A door.", "PROMPT"),
        Given("at_once", {"shots": 9, "reels": 2}, "brief.toml: at_once"),
    ]
    asked = read_request([*given, *of_flags(Flags(at_once=["shots=4", "vendor-jobs=7"], turns="2.5"))])
    assert asked.request.options.at_once == AtOnce(shots=4, vendor_jobs=7, reels=2)
    assert asked.request.options.at_once.model_fields_set == {"shots", "vendor_jobs", "reels"}
    assert asked.request.options.turns == 2.5


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("20", "must be KIND=N such as shots=20, of shots, pictures, vendor-jobs, reels, not '20'."),
        (
            "boats=2",
            "must be KIND=N such as shots=20, of shots, pictures, vendor-jobs, reels, not 'boats=2'.",
        ),
        (
            "shots=many",
            "must be KIND=N such as shots=20, of shots, pictures, vendor-jobs, reels, not 'shots=many'.",
        ),
        ("shots=0", "must be from 1 to 100 of shots, not 0."),
        ("reels=201", "must be from 1 to 200 of reels, not 201."),
        ("shots=1,shots=2", "says shots twice."),
    ],
)
def test_what_is_no_number_of_a_kind_is_refused_in_a_sentence_wherever_it_stands(
    monkeypatch: pytest.MonkeyPatch, typed: str, sentence: str
) -> None:
    with pytest.raises(BadInput) as flag:
        of_flags(Flags(at_once=typed.split(",")))
    assert str(flag.value) == f"--at-once {sentence}"
    monkeypatch.setenv("LONGTAKE_AT_ONCE", typed)
    with pytest.raises(BadInput) as setting:
        load_settings()
    assert str(setting.value) == f"The setting LONGTAKE_AT_ONCE {sentence}"
