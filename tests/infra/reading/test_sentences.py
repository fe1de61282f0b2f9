"""Sentences end where they end, in the languages that people write."""

import pytest

from infra.reading.sentences import sentences

WHOLE = [
    ("en", ["Dr. Hale left.", "“Go!” said Tom.", "He is at No. 7 vol. 2 of it."]),
    ("en", ["He met J. R. R. Tolkien.", "They talked."]),
    ("en", ["It was 5 p.m.", "He left at 9 a.m. on Sunday.", "It costs approx. 3 kg."]),
    ("en", ['He buys a 12" pizza for the team.', 'The robot is 6\'2" tall and made of tin.', "They eat on the roof."]),
    ("en", ['She said "Stop! Go back. Now!" and ran.', "Then quiet."]),
    ("en", ["He whispered…", "Then left.", "Wait... what?", "He ran."]),
    ("en", ["(He ran away.)", "She stayed."]),
    ("en", ["hello there.", "he went home.", "was it late?"]),
    ("en", ["He weighs approx. three kilos."]),
    ("en", ["It was 5 p.m. when he left."]),
    ("en", ["approx. three came.", "dr. hale left."]),
    ("en", ["And… so it went.", "See vol. II of it."]),
    ("en", ["We met on the 21st.", "The boat left.", "He won the 1st.", "King Louis laughed."]),
    ("en", ["It did 24 km/h.", "Gov. Ames came.", "It is 5 m.", "Tom fell.", "It was 45°C.", "Dr. I. Hale left St. Paul."]),
    ("en", ["No. 5 Elm St. is red.", "The lamp is at 5 Elm St.", "The house is red.", "He ate with Bo Jr.", "He left."]),
    ("en", ['She said "It does 24 km/h. The boat is fast." and left.', "Then quiet."]),
    ("de", ["Er lief 5 km/h.", "Anna kam.", "Im Jahr 44 v. Chr. starb er."]),
    ("de", ["Dr. Weber sah Friedrich II. und Ludwig XIV. im Traum."]),
    ("tr", ["XIV. Louis geldi."]),
    ("en", ["DR. HALE LEFT.", "MR. KING DIED ON JAN. 5."]),
    ("en", ["The U.S. team won.", "We live in the U.S.", "He left."]),
    ("en", ["Gov. Ames met Sen. Ruiz at No. 7 Oak Ave. near the lake.", "They signed vol. 2 of the treaty."]),
    ("en", ["Version 2.5 is out.", "See e.g. this."]),
    ("de", ["„Wo bist du?“, fragte Jürgen.", "„Hier oben“, rief Anna vom Turm.", "Am 3. Mai kam der 2. Sohn.", "„Endlich!“"]),
    ("fr", ["« Où est la clé ? » demanda Camille.", "M. Dupont vint.", "Il attend…", "« Je l’ai ! » cria-t-il enfin."]),
    ("es", ["El Sr. López llegó.", "¿Dónde estás?", "¡Aquí!"]),
    ("tr", ["3. katta oturuyor.", "Kapı açıldı."]),
    ("ru", ["Смотри рис. 4 там.", "Он ушёл."]),
    ("ar", ['قال: "كنت أنتظرك منذ خمسين سنة".', "جلسا معا."]),
    ("fa", ["مریم می‌خواهد به خانه‌اش برود.", "کتاب‌ها روی میز بودند."]),
    ("hi", ["वह गया।", "फिर आया।"]),
    ("xx", ["Hello.", "There."]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "expected"), WHOLE)
def test_a_sentence_ends_at_its_own_stop_alone(language: str, expected: list[str]) -> None:
    assert sentences(" ".join(expected), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", ["他说：“你好。”", "然后走了。", "“你在哪里？”小明问。", "没有人回答……", "天亮了。"]),
        ("ja", ["「どこ？」と彼は言った。", "雨が降る。"]),
    ],
)
def test_scripts_without_spaces_are_split_too(language: str, expected: list[str]) -> None:
    assert sentences("".join(expected), language) == expected


@pytest.mark.parametrize(
    "text", ['"' * 200_000, 'a."' * 60_000, "a. " * 60_000, "…" * 200_000, "A" * 200_000]
)
def test_no_letter_of_a_strange_text_is_lost(text: str) -> None:
    assert "".join("".join(sentences(text, "de")).split()) == "".join(text.split())
