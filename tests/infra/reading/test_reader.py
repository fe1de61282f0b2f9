"""What people bring is read: what is told, said and seen, and nothing that is a machine's."""

import pytest

from infra.reading.files.story_files import story_of
from infra.reading.reader import read, told_text
from models.errors import BadInput
from models.story.manuscript import Manuscript


def told(text: str) -> list[str]:
    return [passage.text for passage in read(text).passages]


def said(manuscript: Manuscript) -> list[tuple[str, str, str]]:
    return [(p.speaker, p.delivery, p.text) for p in manuscript.passages if p.kind == "said"]


def test_lines_that_a_page_broke_are_whole_again() -> None:
    wrapped = "The lighthouse keeper had been wait-\ning for the well-known ferry since\nmorning. He took his lamp and went\ndown to the sea."
    assert told(wrapped) == [
        "The lighthouse keeper had been waiting for the well-known ferry since morning. He took his lamp and went down to the sea."
    ]
    german = "Das Haus war alt und die Tür stand offen, als der\nMann kam. Die Frau am Fenster sah ihn und rief den\nHund, aber der kam nicht."
    assert len(told(german)) == 1


def test_a_hyphen_stays_where_the_text_writes_the_word_with_one() -> None:
    text = "It was a well-known mill and it was a well-\nknown wheel that turned in it all night."
    assert told(text) == [
        "It was a well-known mill and it was a well-known wheel that turned in it all night."
    ]


def test_verse_and_lists_stay_line_by_line() -> None:
    verse = "Tyger Tyger, burning bright,\nIn the forests of the night;\nWhat immortal hand or eye,\nCould frame thy fearful symmetry?"
    assert told(verse) == verse.split("\n")
    assert told("Three things:\n- a lamp that burns\n- a door\n  of blue wood\n- the sea") == [
        "Three things:", "a lamp that burns", "a door of blue wood", "the sea",
    ]  # fmt: skip


def test_signs_that_are_read_stay_and_emoji_go() -> None:
    text = "It was 45°C. The Acme™ radio sings ♪ la la ♪. She smiles 😀 and it´s late."
    assert told(text) == ["It was 45°C. The Acme™ radio sings ♪ la la ♪. She smiles and it's late."]


def test_joiners_within_words_stay() -> None:
    assert told("مریم می‌خواهد به خانه‌اش برود.") == ["مریم می‌خواهد به خانه‌اش برود."]


def test_turkish_capitals_become_turkish_small_letters() -> None:
    assert told("İSTANBUL'DA IŞIK VARDI. KAPTAN IRMAK AYŞE'Yİ BEKLEDİ VE GEMİ GELDİ.") == [
        "İstanbul'da ışık vardı. Kaptan Irmak ayşe'yi bekledi ve gemi geldi."
    ]


def test_front_matter_gives_a_title_and_is_never_told() -> None:
    found = read("---\ntitle: The Mill\nauthor: Jo March\ntags: [a, b]\n---\n\nA mill turns.")
    assert (found.title, [p.text for p in found.passages]) == ("The Mill", ["A mill turns."])
    assert told("---\nHe left.\n---\nShe stayed.")[0] == "He left.", "prose between rules is prose"


def test_markdown_is_read_without_its_marks() -> None:
    text = "# The Mill\n\nA **mill** turns in the *wind*,\nand it [hums](http://x.org).\n\n> quoted\n\n```\ncode = 1\n```\n\n![a cat](x.png)\n\n2 * 3 * 4 is snake_case_name.[^1]\n\n[^1]: a note"
    found = read(text)
    assert found.title == "The Mill"
    assert [p.text for p in found.passages] == [
        "A mill turns in the wind, and it hums.", "quoted", "2 * 3 * 4 is snake_case_name.",
    ]  # fmt: skip


def test_a_page_is_read_as_a_browser_shows_it() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><nav>Home</nav><h1>The Kite</h1>"
        "<p>Lena builds a <b>ki</b>te &amp; paints it&nbsp;red.<br>It flies.</p><p hidden>secret</p><script>x()</script>"
        "<p>漢<rt>kan</rt></p><textarea>ta</textarea></body></html>"
    )
    found = read(page)
    assert found.title == "T"
    assert [p.text for p in found.passages] == [
        "The Kite.",
        "Lena builds a kite & paints it\u00a0red.",
        "It flies.",
        "漢",
    ]


def test_subtitles_are_read_without_times_marks_and_sounds() -> None:
    srt = "1\n00:00:00,000 --> 00:00:03,000\nA mill turns\n\n2\n00:00:03,500 --> 00:00:06,000\nin the <i>wind</i> &amp; rain. [DOOR CREAKS]\n\n3\n00:00:07,000 --> 00:00:08,000\n♪ ♪\n"
    assert told(srt) == ["A mill turns in the wind & rain."]
    vtt = "WEBVTT\n\nNOTE x\n\n00:00.000 --> 00:02.000\n<v Anna>I hear it.\n\n00:02.000 --> 00:04.000\n<v Tom>So <00:03.000>do I.\n"
    assert said(read(vtt)) == [("Anna", "", "I hear it."), ("Tom", "", "So do I.")]


FOUNTAIN = """Title:
    _**The Last Ferry**_
Author: Rosa Quill

FADE IN:

INT. FERRY TERMINAL - NIGHT #1#

Rain. MARTA, 60s, counts coins. A BELL rings.

MARTA
(without looking up)
Last boat **left** at nine. (beat) Go.

ÉLODIE (V.O.)
Non.

EXT. PIER - CONTINUOUS

MARTA (CONT'D) (O.S.)
Wait!

IVAN ^
Now.

DISSOLVE TO:

EXT. SEA - DAWN

= They reach the island.
[[a gull]]

She steers. /* cut
this */

> THE END <
"""


def test_a_screenplay_becomes_scenes_people_lines_and_cuts() -> None:
    found = read(FOUNTAIN)
    assert (found.form, found.title) == ("screenplay", "The Last Ferry")
    assert [(s.place, s.inside, s.time_of_day, s.transition) for s in found.scenes] == [
        ("ferry terminal", True, "night", None), ("pier", False, "night", None), ("sea", False, "dawn", "crossfade"),
    ]  # fmt: skip
    assert said(found) == [
        ("Marta", "without looking up", "Last boat left at nine. Go."), ("Élodie", "", "Non."), ("Marta", "", "Wait!"),
        ("Ivan", "", "Now."),
    ]  # fmt: skip
    assert [(p.manner, p.offscreen) for p in found.passages if p.kind == "said"][1:3] == [
        ("narration", True),
        ("speech", True),
    ]
    assert [p.text for p in found.passages if p.kind == "seen"] == [
        "Rain. Marta, 60s, counts coins. A bell rings.",
        "She steers.",
    ]


def test_final_draft_says_the_same() -> None:
    def paragraph(kind: str, text: str) -> str:
        return f'<Paragraph Type="{kind}"><Text>{text[:3]}</Text><Text Style="Bold">{text[3:]}</Text></Paragraph>'

    fdx = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<FinalDraft DocumentType="Script"><Content>'
        + paragraph("Scene Heading", "INT. FERRY - NIGHT") + paragraph("Action", "Rain falls.")
        + paragraph("Character", "MARTA (O.S.)") + paragraph("Parenthetical", "(low)") + paragraph("Dialogue", "Last boat left.")
        + "<Paragraph><DualDialogue>" + paragraph("Character", "IVAN") + paragraph("Dialogue", "Wait!") + "</DualDialogue></Paragraph>"
        + paragraph("Transition", "CUT TO:") + paragraph("Scene Heading", "EXT. PIER - DAY") + paragraph("Action", "He runs.")
        + "</Content><TitlePage><Content><Paragraph><Text>The Ferry</Text></Paragraph><Paragraph><Text>Rosa Quill</Text></Paragraph>"
        "</Content></TitlePage></FinalDraft>"
    )  # fmt: skip
    found = read(fdx)
    assert (found.title, said(found)) == (
        "The Ferry",
        [("Marta", "low", "Last boat left."), ("Ivan", "", "Wait!")],
    )
    assert [(s.place, s.transition) for s in found.scenes] == [("ferry", None), ("pier", "cut")]
    assert read(told_text(fdx)) == found, "a model reads the same"


def test_labelled_lines_are_who_says_them() -> None:
    found = read(
        "NARRATOR: Once there was a mill.\nANNA (softly): I hear it.\n(Tom enters.)\nTOM: Nobody\nhas been there."
    )
    assert found.form == "dialogue"
    assert [(p.kind, p.speaker, p.delivery, p.text) for p in found.passages] == [
        ("told", "", "", "Once there was a mill."), ("said", "Anna", "softly", "I hear it."), ("seen", "", "", "Tom enters."),
        ("said", "Tom", "", "Nobody has been there."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Flour: two cups\nSugar: one cup\nEggs: three",
        "He said: go home. Then he left.\nThe plan: run.",
        "Scene 1 was bad. He left.\nScene 2 was good.",
    ],
)
def test_what_only_looks_labelled_is_prose(text: str) -> None:
    assert read(text).form == "prose"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "THE LONG ROAD\n\nby Ann Poe\n\nCHAPTER I\n\nIt was late.\n\n* * *\n\nIV\n\nShe saw the sea.\n\nTHE END",
            ["It was late.", "She saw the sea."],
        ),
        ("From: Ann <ann@x.org>\nTo: Bob\nSubject: The lamp\n\nIt is on again.", ["It is on again."]),
        ("The mill[1] turned.\n\n[1] A mill is a mill.", ["The mill turned."]),
        ("0:00 - A dog runs.\n0:05 - It finds a ball.", ["A dog runs.", "It finds a ball."]),
        (
            "— Où vas-tu ? demanda Anne.\n— Au port, répondit Luc.",
            ["— Où vas-tu ? demanda Anne.", "— Au port, répondit Luc."],
        ),
    ],
)
def test_what_stands_around_a_text_is_not_told(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    ["[10:05] Anna: are you there?\n[10:06] Tom: Yes!", "ANNA. Are you there, my friend?\nTOM. Yes!\nANNA. Look outside.",
        "INNEN. KÜCHE – NACHT\n\nANNA kocht.\n\nANNA\nHallo!\n\nTOM (off)\nJa.\n\nAUSSEN. GARTEN – TAG\n\nRegen.",
        "               INT. KITCHEN - DAY\n\n     Tom eats.\n\n                 ANNA\n          Morning.\n\n                 TOM\n          Late.\n     \n     She sits.\n                                   CUT TO:\n\n               EXT. ROAD"],
)  # fmt: skip
def test_chats_plays_and_scripts_of_any_layout_say_who_speaks(text: str) -> None:
    found = read(text)
    assert set(found.speakers) == {"Anna", "Tom"}
    assert not any("CUT TO" in p.text or "INNEN" in p.text for p in found.passages)


def test_labelled_shots_are_seen_and_heard_as_they_say() -> None:
    found = read(
        'Scene 1 (0:00-0:05): A red bus stops.\nVisual: wide shot\nMusic: soft\nVoiceover: "Nobody took it."\n'
        "Scene 2 (0:05-0:10): A child looks out.\nANNA: Hello!\nSFX: bang"
    )
    assert found.form == "shots"
    assert [[(p.kind, p.speaker, p.text) for p in scene.passages] for scene in found.scenes] == [
        [("seen", "", "A red bus stops."), ("seen", "", "wide shot"), ("said", "", "Nobody took it.")],
        [("seen", "", "A child looks out."), ("said", "Anna", "Hello!")],
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Où est la clé ? Élodie part vers la forêt.", "cp1252"), ("Où est la clé ? Élodie part vers la forêt.", "mac_roman"),
        ("Старик вышел на берег и увидел лодку.", "cp1251"), ("Старик вышел на берег и увидел лодку. Он долго смотрел на море и ждал.", "koi8-r"),
        ("Staruszek zobaczył łódź. Żółw spał.", "cp1250"), ("Işık söndü ve Ayşe gemiyi gördü.", "cp1254"),
        ("老人走到海边，看见了一条船。他看了很久。", "gb18030"), ("老人は海に行き、船を見た。彼は長い間見ていた。", "shift_jis"),
        ("הזקן הלך אל הים וראה אוניה. הוא חיכה.", "cp1255"), ("Ο γέρος πήγε στη θάλασσα και είδε ένα πλοίο.", "cp1253"),
        ("Anna waits — “where?”", "utf-16"), ("Anna waits — “where?”", "utf-8-sig"),
    ],
)  # fmt: skip
def test_texts_in_the_encodings_of_their_languages_are_read(text: str, encoding: str) -> None:
    assert story_of(text.encode(encoding), "x.txt").text == text


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    '<FinalDraft><Content><Paragraph Type="Action"><Text>&b;</Text></Paragraph></Content></FinalDraft>'
)


@pytest.mark.parametrize(
    ("data", "name", "clause"),
    [
        (b"INT. ROOM - DAY\n\nA man sits.\n\nEXT. ROAD - DAY\n\nHe walks.\n", "a.fountain", "it is a screenplay in which nobody says anything"),
        (b"A man sits.\n", "a.fountain", "it is a screenplay in which nobody says anything"),
        (BOMB.encode(), "a.fdx", "it is a Final Draft file that defines entities of its own"),
        (b'<?xml version="1.0"?><FinalDraft><Content>', "a.fdx", "it is a damaged Final Draft file"),
        (b"<html><script>" + b"x=1;" * 2_500_000 + b"</script></html>", "a.html", "it is a page without any words"),
        (b"{\\rtf1 hi}", "a.txt", "it is an RTF file"), (b"%PDF-1.7 junk", "a.pdf", "it is a damaged PDF"),
        (b"1\n00:00:00,000 --> 00:00:03,000\n[RAIN]\n\n2\n00:00:04,000 --> 00:00:05,000\n[THUNDER]\n", "a.srt", "it has no words to tell"),
        (b" \n", "a.txt", "it is empty"), (b"1\n00:00:00,000 --> 00:00:01,000\n[MUSIC]\n", "a.srt", "it has no words to tell"),
        (b"> " * 50_000, "a.md", "it has no words to tell"), ("Hi there.".encode("utf-16-le"), "a.txt", "it holds control characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_said_in_one_clause(data: bytes, name: str, clause: str) -> None:
    with pytest.raises(BadInput) as refused:
        story_of(data, name)
    assert str(refused.value).startswith(clause)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    "text",
    ["*a " * 100_000, "[" * 100_000, "_a " * 100_000, "`" * 100_000, "<p " * 100_000, "ANNA: " * 50_000, "INT. " * 50_000, "---\na: b\n" * 20_000,
        "(" * 100_000, "-\n" * 100_000, "Scene 1:" * 50_000, "A:\n" * 50_000, "INT. A - DAY\n\nBOB\nHi. " + "[[" * 50_000],
)  # fmt: skip
def test_a_text_made_to_be_slow_is_read_or_refused(text: str) -> None:
    try:
        read(text)
    except BadInput as refused:
        assert "no words" in str(refused)


def test_a_heading_of_inside_and_outside_and_names_beside_ages_are_read():
    read_ = read(
        "INT./EXT. CAR - MOVING - NIGHT\n\nA door slams and KLAUS MANN (40s) gets in beside PETRA.\n\nPETRA\nDrive.\n\n"
        "HARTER SCHNITT:\n\nAUSSEN. WALD - TAG\n\nA LOUD crack.\n"
    )
    car, wood = read_.scenes
    assert (car.place, car.inside, car.time_of_day) == ("car", None, "night")
    assert car.passages[0].text == "A door slams and Klaus Mann (40s) gets in beside Petra."
    assert (wood.place, wood.inside, wood.transition) == ("wald", False, "cut")
    assert wood.passages[0].text == "A loud crack."


def test_a_labelled_shot_lasts_as_long_as_its_label_says():
    shots = read(
        "Shot 1 (0:05-0:12): A bus.\nVoiceover: It came.\nShot 2 (3s)\nVisual: A child.\nAudio: rain on a roof\nShot 3\nVisual: A dog.\nDuration: 4 seconds\n"
    )
    assert [scene.seconds for scene in shots.scenes] == [7, 3, 4]
    assert [passage.text for passage in shots.passages] == ["A bus.", "It came.", "A child.", "A dog."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The light-\nhouse stood alone on the rock and\nnobody came to it in the winter.", ["The lighthouse stood alone on the rock and nobody came to it in the winter."]),
        ("She was twenty-\none when the old mill by the river\nburned down in a single night.", ["She was twenty-one when the old mill by the river burned down in a single night."]),
        ("老人每天早上都去河边钓\n鱼。乌龟说：“放了我吧，\n我会报答你。”", ["老人每天早上都去河边钓鱼。乌龟说：“放了我吧，我会报答你。”"]),
        ("Paul`s boat isn`t here. It`s late.", ["Paul's boat isn't here. It's late."]),
        ("1\n00:00:00,000 --> 00:00:01,000\nPeter waves.\n", ["Peter waves."]),
        ("1\n00:00:00,000 --> 00:00:01,000\n♪ (música triste) ♪\n\n2\n00:00:02,000 --> 00:00:03,000\nEl perro ladra.\n", ["El perro ladra."]),
    ],
)  # fmt: skip
def test_what_looks_otherwise_is_read_as_it_was_meant(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_nothing_that_is_for_the_makers_of_a_film_is_said() -> None:
    labelled = read(
        "**Rosa:** *(softly)* I hear water.\nTEXT ON SCREEN: Casa Clara\nTON: Wind\n[Cut to: a hand on a cup]\n"
        "LUIS: *sighs* I am **so** tired. You `never` sleep.\nFADE OUT.\nROSA: Come."
    )
    assert said(labelled) == [
        ("Rosa", "softly", "I hear water."), ("Luis", "sighs", "I am so tired. You never sleep."), ("Rosa", "", "Come."),
    ]  # fmt: skip
    assert [p.text for p in labelled.passages if p.kind != "said"] == []
    script = read(
        'INT. LAB - DAY\n\nSERIES OF SHOTS:\n\nA) Hands.\n\nSUPER: "1984"\n\nANNA\nGo.\n\n(MORE)\n\nEXT. ROAD - DAY\n\nRain.\n'
    )
    assert [p.text for p in script.passages] == ["Hands.", "Go.", "Rain."]


def test_a_russian_screenplay_is_one() -> None:
    found = read(
        "ИНТ. КУХНЯ - НОЧЬ\n\nАННА варит чай.\n\nАННА\nСадись.\n\nНАТ. УЛИЦА - ДЕНЬ\n\nДождь.\n\nИВАН\nПора.\n"
    )
    assert [(s.place, s.inside, s.time_of_day) for s in found.scenes] == [
        ("кухня", True, "night"),
        ("улица", False, "day"),
    ]
    assert [(p.speaker, p.text) for p in found.passages if p.kind == "said"] == [
        ("Анна", "Садись."),
        ("Иван", "Пора."),
    ]


def test_final_draft_in_utf_16_is_read() -> None:
    fdx = '<?xml version="1.0" encoding="UTF-16"?><FinalDraft><Content><Paragraph Type="Character"><Text>MARTA</Text></Paragraph><Paragraph Type="Dialogue"><Text>Go.</Text></Paragraph></Content></FinalDraft>'
    assert story_of(fdx.encode("utf-16"), "a.fdx").form == "screenplay"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("犬は海へ行った。", "shift_jis"),
        ("他看了很久。", "gb18030"),
        ("老人は海に行き、船を見た。", "euc_jp"),
    ],
)
def test_a_single_sentence_in_an_east_asian_encoding_is_read(text: str, encoding: str) -> None:
    assert story_of(text.encode(encoding), "x.txt").text == text


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("[12/03/2026, 21:14:07] Lena", "[12/03/2026, 21:14:55] Jonas", "[12/03/2026, 21:15:20] Lena"),
        ("12/03/26, 9:14 pm - Lena", "12/03/26, 9:15 pm - Jonas", "12/03/26, 9:15 pm - Lena"),
        ("12.03.26, 21:14 - Lena", "12.03.26, 21:15 - Jonas", "12.03.26, 21:16 - Lena"),
    ],
)
def test_a_phones_chat_is_a_dialogue_without_times_and_pictures(first, second, third):
    told = read(
        f"{first}: are you still there\nand cold?\n{second}: Yes\n{third}: <Media omitted>\n{second}: It is late"
    )
    assert told.form == "dialogue"
    assert [(one.speaker, one.text) for one in told.passages] == [
        ("Lena", "are you still there and cold?"),
        ("Jonas", "Yes."),
        ("Jonas", "It is late."),
    ]
