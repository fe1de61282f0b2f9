"""What the shots of a film say: whole sentences in their order, and the parts of a long one without a pause."""

import pytest

from tests.providers.offline.test_outline import LIGHTHOUSE, Film

LONG = (
    "The captain walked from the harbour to the hill with a basket of bread, a bottle of black wine and a letter for the "
    "widow of the smith who had drowned in the storm of the year before. The widow opened the door. She read the letter, "
    "and she wept."
)
FERRY = (
    "On 3 May 1984, Dr. Hale paid $1,249.99 for a boat. It was 45°C in the shade at 3 p.m. and the boat did 24 km/h. "
    "Gov. Ames met Sen. Ruiz at No. 7 Oak Ave. on the 21st. King Louis XIV never saw it, and World War II was over. "
    "She weighed approx. 3 kg and was tall. The bill came to £3.2m in the 1990s. Call 555-0199 on Sunday. "
    "See fig. 4 of vol. 2. The train at 7:05 was 50% full."
)


@pytest.mark.parametrize("seconds", [30, 40, 60])
def test_the_parts_of_a_long_sentence_follow_each_other_at_once_from_the_first_shot_on(seconds: int) -> None:
    said = [shot.heard for shot in Film(LONG, seconds).shots]
    assert said[0].endswith("bread,")
    assert said[1].startswith("a bottle of black wine")


def test_of_a_text_that_is_a_little_too_long_nearly_all_is_said() -> None:
    said = " ".join(shot.heard for shot in Film(FERRY, 40).shots)
    assert said.startswith("On 3 May")
    assert "24 km/h." in said
    assert said.endswith("50% full.")
    parts = ["1984", "shade", "Ames", "Louis", "weighed", "bill", "Call", "fig.", "train"]
    assert sum(part in said for part in parts) >= len(parts) - 2


@pytest.mark.parametrize("seconds", [15, 20, 30, 50, 60])
def test_nothing_begins_within_a_sentence_whose_beginning_is_not_said(seconds: int) -> None:
    whole = " ".join(LIGHTHOUSE.split())
    begun = [" ".join(shot.heard.split()[:3]) for shot in Film(LIGHTHOUSE, seconds).shots if shot.heard]
    assert [words for words in begun if words.rstrip(".") not in whole] == []
