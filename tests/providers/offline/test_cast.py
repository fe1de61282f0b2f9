"""Who is cast from a text: whoever the text makes somebody of, in many languages, and nobody else."""

import pytest

from models.brief import Brief
from providers.offline.outline.people.looks import descriptions
from providers.offline.outline.text.passages import Reading, read


def reading(text: str) -> Reading:
    return read(Brief(story=text))


def cast(text: str) -> list[str]:
    return [person.name for person in reading(text).cast]


def seen(text: str) -> list[tuple[str, ...]]:
    return [line.who.people for line in reading(text).lines]


@pytest.mark.parametrize(
    "text",
    [
        "Photosynthesis turns light into sugar. In the stroma NADPH carries electrons and ATP gives energy. NADPH is made in the light.",
        "Aspirin was first made by Bayer in 1897. Today Aspirin is sold everywhere. Bayer still makes it. Most Germans know the name.",
        "On Jan. 5 the mail plane landed on Blvd. Street. It taxied to No. 7 Oak Ave. near the lake. They signed vol. 2 of the treaty.",
        "Google opened an office in Zurich. Microsoft followed. Google hired hundreds. Zurich grew. The trams were full.",
        "NASA sent Voyager into space. Voyager passed Jupiter and Saturn. Engineers listened every night. NASA still hears it.",
        "In March the roads are icy. On Friday the Italian market opens. London is far. Paris sleeps. Tuesday comes again.",
        "Photosynthese braucht Licht. Chlorophyll ist grün. Das Blatt nimmt Wasser auf. Im Sommer wächst alles. Die Sonne gibt Energie.",
        "Le Mont Blanc domine Chamonix. Les Français et les Italiens le partagent. En août, le sommet est blanc.",
        "Ayer corrió la noticia por Bogotá. Telefónica cerró. Entonces cayó la lluvia.",
        "Thunder rolled. Smoke filled the hall. Suddenly the door opened. Nobody moved. Crowds cheered.",
    ],
)
def test_what_only_has_a_capital_is_nobody(text):
    assert cast(text) == []


@pytest.mark.parametrize(
    "line", ["The Tide\nby Rosa Quill\n\n", "Written by Rosa Quill. ", "Story by Rosa Quill. "]
)
def test_whoever_wrote_a_story_is_not_in_it(line):
    assert cast(f"{line}A girl stands on the shore. The water goes out. She walks to the wreck.") == [
        "the girl"
    ]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("« Où est la clé ? » demanda Camille. La mer était calme. Puis elle sauta du quai.", {"Camille"}),
        (
            "„Wo bist du?“, fragte Jürgen. „Hier oben“, rief Anna vom Turm. Am 3. Mai war die Straße leer.",
            {"Jürgen", "Anna"},
        ),
        ("Der Turm stand im Wald. Eines Nachts sah Matthias ein Licht. Matthias ging hinein.", {"Matthias"}),
        (
            "Lucía abrió la puerta del faro. El mar estaba en calma. «Soy yo», dijo Ramón. Lucía sonrió.",
            {"Lucía", "Ramón"},
        ),
        (
            "«Dove vai?» chiese Chiara. Matteo non rispose. «Aspetta!» gridò Chiara. A Venezia pioveva.",
            {"Chiara", "Matteo"},
        ),
        (
            'Ayşe kıyıda bekledi. Gemi gece geldi. İstanbul\'da ışık vardı. "Gel" dedi Mehmet.',
            {"Ayşe", "Mehmet"},
        ),
        ("مریم می‌خواهد به خانه برود. کتاب‌ها روی میز بودند.", {"مریم"}),
        ("وجدت سارة مفتاحا قديما. كان عليه اسم London 1952. بحثت عن الباب.", {"سارة"}),
        ("王强走进森林。树很高。王强说：“有人吗？”没有人回答。", {"王强"}),
        ("Oona knots the rope. The storm is close. Oona shouts to the harbour. Nobody hears her.", {"Oona"}),
        ("Thabo and Lerato share an umbrella. Thabo whistles. Johannesburg glitters.", {"Thabo", "Lerato"}),
        (
            'Lt. Harrow looked at Sgt. Pike. "Hold the line," said Harrow. Fort Bragg was far away.',
            {"Lt. Harrow", "Sgt. Pike"},
        ),
    ],
)
def test_who_speaks_acts_or_has_a_title_is_cast_in_every_language(text, people):
    assert set(cast(text)) == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("The boy lived by the sea. The boy, whose name was Pim, ran after a gull. The boy laughed.", ["Pim"]),
        ("A boy sat on the wall. \"What is your name?\" asked the sailor. \"Pim,\" said the boy. Pim smiled.", ["Pim", "the sailor"]),
        ("The girl had no name. The fishermen called her Pearl. Pearl mended nets. The girl never spoke.", ["Pearl"]),
        ("Bruno barked. The dog had found the trail. \"Good boy,\" said Marta.", ["Bruno", "Marta"]),
        ("Mireille ouvrit la porte. Son père Antoine posa sa tasse. « Enfin », murmura Antoine.", ["Mireille", "Antoine"]),
    ],
)  # fmt: skip
def test_the_boy_and_pim_are_one(text, people):
    assert sorted(cast(text)) == sorted(people)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"Where are you, Anna?" asked Jürgen. Anna waited.', "Jürgen"),
        ("„Wo bist du, Anna?“, fragte Jürgen. Anna wartete auf dem Turm. Sie hörte ihn nicht.", "Jürgen"),
        ("“Tom, come here,” said Maya. Tom nodded.", "Maya"),
    ],
)
def test_who_speaks_is_shown_and_not_who_is_spoken_to(text, speaker):
    assert seen(text)[0] == (speaker,)


def test_a_story_in_a_kitchen_stays_there_when_the_sea_is_seen_from_its_window():
    found = reading(
        "Nora stood in the kitchen. Through the window she saw the sea. She poured the tea. Then she walked to the beach."
    )

    assert [line.place for line in found.lines] == ["the kitchen", "the kitchen", "the kitchen", "the beach"]


def test_a_place_that_is_told_late_is_not_where_a_story_begins():
    found = reading(
        "Anna wartete. Jürgen lachte. Anna sang ein Lied. Sie nahm den Brief. Jürgen ging in den Wald."
    )

    assert found.lines[0].place == ""
    assert found.lines[-1].place == "the forest"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            (
                "Osric swept the shop. A thin boy with red hair came every morning. The boy, whose name was Pim, never spoke of his home. "
                "Osric smiled. Pim grew up, as boys do."
            ),
            ["Osric", "Pim"],
        ),
        (
            (
                'Osric swept the shop. A woman in a white coat came in. "I need a clock," said the woman. Osric put down his tools. "Nobody needs that," he said. '
                '"I do," she answered. Her name was Countess Irena. She laughed.'
            ),
            ["Osric", "Countess Irena"],
        ),
        (
            (
                "Es war einmal ein alter Förster namens Konrad. Da kam ein Mädchen an seine Tür. „Wie heißt du?“, fragte der Förster. „Liese“, sagte sie leise. "
                "Das Mädchen lief davon."
            ),
            ["Konrad", "Liese"],
        ),
        (
            "Liese besuchte ihre Großmutter. Die alte Frau weinte vor Freude. Liese lachte.",
            ["Liese", "Großmutter"],
        ),
    ],
)
def test_whoever_is_named_later_is_the_one_of_before(text, people):
    assert cast(text) == people


def test_what_is_told_before_the_name_is_known_is_seen():
    read_text = reading(
        "Osric swept the shop. A thin boy with red hair came in. The boy, whose name was Pim, sat down. Osric smiled."
    )
    pim = descriptions(read_text)["Pim"]
    assert "thin boy" in pim
    assert "red hair" in pim
    assert "sturdy" not in pim


def test_a_noun_that_names_a_german_character_has_its_capital():
    assert cast("Ein Mädchen stand im Wald. Das Mädchen lachte. Es regnete.") == ["Mädchen"]


def test_a_kings_title_makes_no_tower_and_who_never_saw_it_is_not_there():
    told = reading(
        "Dr. Hale paid the bill. Gov. Ames met Sen. Ruiz. King Louis never saw it. Dr. Hale smiled."
    )
    assert told.places == ()
    assert not any("King Louis" in line.who.people for line in told.lines)
