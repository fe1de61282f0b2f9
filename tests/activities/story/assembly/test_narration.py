"""Narration that is too long for its shot is said over silent neighbours before any of it is cut."""

from activities.cut.captions.line_breaks import pieces, sentence_ends
from activities.story.assembly.lengths import spoken_s
from activities.story.assembly.narration import _parts
from providers.offline.outline.text.clauses import BREATH_S, spoken, units_of
from providers.offline.outline.text.sentences import Sentence

LONG = (
    "After eleven years of writing letters that nobody answered, a patient woman named Ilse Brandt, who repaired radios "
    "in a narrow shop behind the station, heard her own brother's voice come out of a broken set on the shelf."
)


def test_narration_is_laid_over_shots_at_marks_alone_and_not_at_all_where_it_does_not_fit() -> None:
    parts = _parts(LONG, [6.0, 6.0, 6.0, 6.0], "en")
    assert " ".join(filter(None, parts)) == LONG
    assert all(spoken_s(part) <= 6.0 for part in parts)
    assert _parts(LONG, [6.0], "en") == []


def test_a_sentence_too_long_for_a_breath_is_cut_at_its_marks_and_goes_on_as_it_is_written() -> None:
    units = units_of([Sentence(LONG)], "en")
    assert " ".join(unit.text for unit in units) == LONG
    assert all(unit.seconds <= BREATH_S for unit in units)
    assert spoken(units[:1], goes_on=True).endswith("Ilse Brandt,")
    assert spoken(units[1:2], continues=True, goes_on=True).startswith("who repaired radios")


def test_no_subtitle_takes_an_abbreviation_or_an_ordinal_for_the_end_of_a_sentence() -> None:
    for text, language, ends in (
        ("Am 3. Mai kam Dr. Hale. Er blieb.", "de", ["Hale.", "blieb."]),
        ("The U.S. Army sent Dr. Hale. He left.", "en", ["Hale.", "left."]),
        ("他来了。她走了。", "zh", ["了。", "了。"]),
    ):
        words = pieces(text)
        found = [w.strip() for w, end in zip(words, sentence_ends(words, language), strict=True) if end]
        assert found == ends
