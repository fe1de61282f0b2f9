"""What a voice is given to say for numbers, units, signs and abbreviations, against readings written by hand."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from providers.offline.voice.reading import read_out as reading
from providers.offline.voice.reading.pieces import Piece, breaths, spoken
from providers.offline.voice.reading.read_out import read_out
from providers.offline.voice.spoken_text import speakable

pytest.importorskip("damga")

READINGS = tomllib.loads(Path(__file__).with_name("readings.toml").read_text(encoding="utf-8"))
LANGUAGES = ("en", "de", "fr")
MOST_WRONG = 0.05


def told(text: str, language: str = "en", region: str = "") -> str:
    return " ".join(map(spoken, breaths(text, language, region)))


def words_in(text: str) -> list[str]:
    """The words as they sound: a hyphen parts two, letters that stand apart are a word each."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower().replace("’", "'"))


def words_wrong(said: list[str], right: list[str]) -> int:
    """How many words have to be changed, added or left out to make one of the other (Levenshtein)."""
    row: list[int] = [*range(len(right) + 1)]
    for count, word in enumerate(said, 1):
        before, row[0] = row[0], count
        for at, other in enumerate(right, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != other))
    return row[len(right)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("readings", [READINGS, READINGS["sentences"]], ids=["list", "sentences"])
def test_numbers_and_abbreviations_are_read_as_people_say_them(
    readings: dict[str, list[tuple[str, str]]], language: str
) -> None:
    wrong = total = 0
    for written, read in readings[language]:
        said = told(written, language)
        missed = words_wrong(words_in(said), words_in(read))
        wrong, total = wrong + missed, total + len(words_in(read))
        if missed:
            print(f"{missed} in {written!r}: {said!r}, by hand {read!r}")  # noqa: T201 - what differs
    print(f"{language}: {wrong} of {total} words differ ({wrong / total:.1%})")  # noqa: T201 - how much
    assert wrong / total <= MOST_WRONG


def test_the_list_has_two_hundred_entries_in_three_languages() -> None:
    assert [len(READINGS[language]) for language in LANGUAGES] == [100, 50, 50]


PROSE = [
    "The sea is quiet. Far out, a single boat turns home.",
    "“Stop!” she said, “or I’ll scream.” Nobody moved.",
    "He came; she left. Well-known faces, all of them: I knew them.",
]


@pytest.mark.parametrize("text", PROSE)
def test_plain_prose_is_said_as_it_is_written(text: str) -> None:
    assert words_in(told(text)) == words_in(speakable(text))


def test_plain_prose_does_without_the_library() -> None:
    code = (
        "import sys; from providers.offline.voice.reading.pieces import breaths;"
        f"[breaths(text, 'en') for text in {PROSE!r}];"
        "sys.exit('damga' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=sys.path[0] or ".").returncode == 0


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("He said, “It was 1984.”", 'He said, "It was nineteen eighty four."'),
        ('He said, "It was 84".', 'He said, "It was eighty four".'),
        ("The part I like is Part I.", "The part I like is Part one."),
        ("I am Jan, and the MIX is on.", "I am Jan, and the MIX is on."),
        ("Louis XIV's court and King George V.", "Louis the fourteenth's court and King George the fifth."),
        ("From 10%–20% to 5°C–10°C.", "From ten percent to twenty percent to five degrees Celsius to ten degrees Celsius."),
        ("WWII ended at 10 p.m. Tom slept.", "World War two ended at ten p.m. Tom slept."),
        ("Flight 370, CO2, AT&T, 9/11 and 99¢.", "Flight three seventy, C O two, AT&T, nine eleven and ninety nine cents."),
        ("See vol. II, e.g. p. 5.", "See volume two, for example page five."),
        ("The end… and then — nothing -- at all.", "The end, and then, nothing, at all."),
        ("Sparkle™ & Co., © 2020 ♪", "Sparkle and Company, twenty twenty"),
        ("DR. HALE has 12\" pipes.", "doctor HALE has twelve inch pipes."),
    ],
)  # fmt: skip
def test_what_looks_like_a_number_and_what_only_does(written: str, said: str) -> None:
    assert told(written) == said


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("es", "Felipe II e Isabel II, siglo XIX.", "Felipe segundo e Isabel segunda, siglo diecinueve."),
        ("es", "D. Juan vio vol. 2 a 45 °C.", "don Juan vio volumen dos a cuarenta y cinco grados Celsius."),
        ("it", "Luigi XIV e fig. 2.", "Luigi quattordicesimo e figura due."),
        ("ru", "Людовик XIV, рис. 4.", "Людовик четырнадцатый, рисунок четыре."),
        ("tr", "XIV. Louis 3. katta.", "on dördüncü Louis üçüncü katta."),
        (
            "de",
            "Sie lebte unter Friedrich II. und ohne CO2.",
            "Sie lebte unter Friedrich dem zweiten und ohne C O zwei.",
        ),
        ("nl", "In 1984 op 5–7 mei.", "In 1984 op 5-7 mei."),
    ],
)
def test_other_languages_are_read_in_their_own_words_or_by_the_engine(
    language: str, written: str, said: str
) -> None:
    assert told(written, language) == said


def test_a_date_in_figures_is_read_as_the_voices_country_writes_it() -> None:
    assert told("On 3/4/2026.", "en", "US") == "On March fourth twenty twenty six."
    assert told("On 3/4/2026.", "en", "GB") == "On the third of April twenty twenty six."
    assert "hundred and five" in told("It has 105 rooms.", "en", "GB")


def test_where_the_library_fails_the_line_is_still_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(language: str) -> object:
        raise ImportError(language)

    monkeypatch.setattr(reading, "_library", fails)
    assert read_out("He left in 1984 with Sen. Ruiz.", "en") == "He left in 1984 with Senator Ruiz."


def test_each_word_knows_what_it_was_written_as() -> None:
    (breath,) = breaths("In 1984 Dr. Hale paid $5bn — twice.", "en")
    assert breath == (
        Piece("In", "In"),
        Piece("1984 Dr.", "nineteen eighty four doctor"),
        Piece("Hale", "Hale"),
        Piece("paid", "paid"),
        Piece("$5bn", "five billion dollars,"),
        Piece("twice.", "twice."),
    )


def test_sentences_within_a_quote_are_said_apart_and_a_call_with_who_calls() -> None:
    assert [
        spoken(one) for one in breaths('"Stop. I saw it." "Go!" said Tom. Dr. Hale met J. R. Hart.', "en")
    ] == [
        "Stop.",
        "I saw it.",
        '"Go!" said Tom.',
        "doctor Hale met J. R. Hart.",
    ]


def test_joiners_reach_the_voices_of_scripts_that_are_written_with_them() -> None:
    assert told("می‌خواهم", "fa") == "می\u200cخواهم"
    assert told("क्‍ष", "hi") == "क्\u200dष"
    assert told("co\u00adop\u200bera\u200dtion", "en") == "cooperation"


@pytest.mark.parametrize("text", ["9" * 4000, "$" * 4000, "XIV. " * 800, "1/2" * 1300, "1." * 2000, "Dr. " * 1000, "🎉" * 4000, "\"1\" " * 1000])  # fmt: skip
def test_whatever_a_line_holds_is_read_in_time(text: str) -> None:
    assert all(isinstance(piece, Piece) for breath in breaths(text, "en") for piece in breath)


def test_the_day_before_its_month_is_said_as_its_country_says_it():
    assert told("On 3 May he left.", "en") == "On May third he left."
    assert told("On 3 May 1984, he left.", "en", "GB") == "On the third of May nineteen eighty four, he left."
    assert told("The 21st of May.", "en", "GB") == "The twenty first of May."
