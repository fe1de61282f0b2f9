"""Scripts become shots: what is said in them is said by whoever says it there, and nothing else is spoken."""

from itertools import pairwise

import pytest

from activities.story.templates import find_template, load_templates
from infra.reading.reader import read
from models.brief import Brief
from models.cut.lengths import AROUND_VOICE_S, story_seconds
from models.errors import BadInput
from models.shots.lines import together_s
from models.story.stages import shots_of
from providers.offline.animatic.words.prompts import is_indoors, place_of
from providers.offline.outline import OutlineWriter
from providers.offline.outline.text.pace import spoken_seconds

HOTEL = """Title: The Night Desk
Author: Pat Lowe

EXT. HARBOR HOTEL - NIGHT

Neon buzzes over wet asphalt.

INT. HARBOR HOTEL, LOBBY - CONTINUOUS

NORA VANCE (50s, in a grey uniform) sorts keys. BEN, 19, a bellhop, yawns on a trunk.

NORA
Room twelve again?

BEN
(yawning)
He says the radiator sings.

NORA (CONT'D)
And what does it sing, Ben?

BEN ^
Something sad.

DISSOLVE TO:

INT. BOILER ROOM - LATER

CLOSE ON a valve. A WOMAN in a red coat sings to the boiler.

RADIO (V.O.)
This is the midnight weather.

NORA (O.S.)
Who are you?

WOMAN
I wrote the song.

FADE OUT.
"""
GERMAN = """Titel: Das letzte Boot

INNEN. KÜCHE - NACHT

Regen am Fenster. LENA (9) malt ein Schiff.

MUTTER
(leise)
Du sollst schlafen.

LENA
Wann kommt Papa zurück?

ÜBERBLENDUNG:

AUSSEN. HAFEN - MORGEN

JÜRGEN, 40, steigt aus einem Boot.

LENA (O.S.)
Papa!
"""
FINAL_DRAFT = """<?xml version="1.0"?><FinalDraft DocumentType="Script"><Content>
<Paragraph Type="Scene Heading"><Text>INT. TRAIN CARRIAGE - DAY</Text></Paragraph>
<Paragraph Type="Action"><Text>Snow outside. ILSE, 30s, a violinist, guards an empty seat.</Text></Paragraph>
<Paragraph Type="Character"><Text>ILSE</Text></Paragraph><Paragraph Type="Dialogue"><Text>It is taken.</Text></Paragraph>
<Paragraph Type="Character"><Text>PAVEL</Text></Paragraph><Paragraph Type="Parenthetical"><Text>(smiling)</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>By whom?</Text></Paragraph>
<Paragraph Type="Transition"><Text>FADE TO BLACK.</Text></Paragraph>
<Paragraph Type="Scene Heading"><Text>EXT. PLATFORM - NIGHT</Text></Paragraph>
<Paragraph Type="Action"><Text>The violin case stands alone.</Text></Paragraph>
</Content><TitlePage><Content><Paragraph><Text>The Empty Seat</Text></Paragraph></Content></TitlePage></FinalDraft>"""
LABELS = """NARRATOR: The mill had been empty for years.
ANNA: Do you hear it?
TOM (whispering): It turns at night.
(They climb the stairs.)
ANNA: Who is there?
"""
VOICES = (
    "WEBVTT\n\n00:00.000 --> 00:03.000\n<v Anna>Did you lock the gate?\n\n00:03.500 --> 00:06.000\n<v Tom>I thought you did.\n\n"
    "00:06.500 --> 00:08.000\n[DOG BARKS]\n\n00:08.500 --> 00:11.000\n<v Anna>Then who let the dog in?\n"
)
ADVERTISEMENT = """Title: Bean Street
Shot 1 (0:00-0:03)
Visual: Extreme close-up of coffee beans falling into a grinder
Audio: grinder noise
Voiceover: Morning has a sound.
Shot 2 (0:03-0:09)
Visual: Medium shot, Maya pours milk at the counter
Maya: One flat white.
Camera: slow push in
Shot 3 (0:09-0:12)
Visual: Wide shot of the street at dawn
Voiceover: Bean Street.
Music: soft piano
"""
TEXTS = {
    "hotel": HOTEL, "german": GERMAN, "final draft": FINAL_DRAFT, "labels": LABELS, "voices": VOICES, "advertisement": ADVERTISEMENT,
}  # fmt: skip
writer = OutlineWriter()


class Film:
    """All four stages of a script."""

    def __init__(self, text: str, seconds: float = 40, **fields: int) -> None:
        brief = Brief(story=text, seconds=seconds, **fields)
        template = find_template(writer.choose_template(brief, load_templates()).selected_template)
        self.story = writer.write_story(brief, template)
        self.seconds = story_seconds(brief.seconds)
        plan = writer.plan_shots(brief, template, self.story, self.seconds)
        self.people = {character.name: character.description for character in self.story.characters}
        self.shots = shots_of(self.story, plan, writer.specify_visuals(brief, self.story, plan))
        self.lines = [line for shot in self.shots for line in shot.said]
        self.heard = [line.named for line in self.lines]

    def shot(self, words: str):
        """The shot in which these words are heard, or else seen."""
        heard = [shot for shot in self.shots if words in shot.words]
        return (heard or [shot for shot in self.shots if words in shot.action])[0]


OUTSIDE = """EXT. HOSPITAL ROOFTOP - NIGHT

Mara leans on the rail.

MARA
I can see the sea.

EXT. CAFE - DAY

Mara waits with a white dog.

MARA
Late again.

INT. CHURCH - NIGHT

Mara lights a candle.

MARA
Nobody came.
"""


def test_a_scene_that_is_headed_outside_is_drawn_outside_and_its_dog_has_the_colour_that_is_told():
    film = Film(OUTSIDE)
    seen = {shot.landscapes[0]: is_indoors(place_of(shot)) for shot in film.shots if shot.landscapes}

    assert seen == {
        "the hospital rooftop (outdoors)": False,
        "the cafe (outdoors)": False,
        "the church (indoors)": True,
    }
    assert "(" not in film.story.story_title
    assert [one.description for one in film.story.characters if "dog" in one.name] == [
        "The white dog: one white dog, the same animal in every picture"
    ]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    ("seconds", "count"), [(6, None), (14.1, None), (40, None), (40, 3), (40, 12), (120, None)]
)
def test_shots_fill_the_film_in_whole_frames_and_what_is_said_fits_its_shot(name, seconds, count):
    film = Film(TEXTS[name], seconds, **({"shot_count": count} if count else {}))
    frames = [shot.duration * 24 for shot in film.shots]
    assert all(abs(length - round(length)) < 1e-6 for length in frames)
    assert sum(map(round, frames)) == round(film.seconds * 24)
    assert count is None or len(film.shots) == count
    for shot in film.shots:
        spoken = [spoken_seconds(line.text, film.story.language) for line in shot.said]
        assert not spoken or together_s(shot.said, spoken) + AROUND_VOICE_S <= shot.duration + 0.05
    allowed = [passage.text for passage in read(TEXTS[name]).passages if passage.kind != "seen"]
    assert all(any(line.text.rstrip(".") in text for text in allowed) for line in film.lines)


def test_a_screenplays_lines_are_said_by_their_speakers_as_it_says_and_its_action_is_seen():
    film = Film(HOTEL, 60)
    assert film.story.story_title == "The Night Desk"
    assert film.heard == [
        "Nora: Room twelve again?", "Ben: He says the radiator sings.", "Nora: And what does it sing, Ben?", "Ben: Something sad.",
        "Radio: This is the midnight weather.", "Nora: Who are you?", "Woman: I wrote the song.",
    ]  # fmt: skip
    assert [(line.delivery, line.manner) for line in film.lines][1] == ("yawning", "speech")
    assert film.lines[4].manner == "narration"
    seen = " ".join(shot.action for shot in film.shots)
    assert "Neon buzzes over wet asphalt." in seen and "sorts keys" in seen
    assert not any(word in seen for word in ("INT.", "DISSOLVE", "FADE", "CONT'D", "Pat Lowe"))


def test_who_speaks_from_elsewhere_is_not_in_the_picture_and_who_is_spoken_to_is_not_the_speaker():
    film = Film(HOTEL, 60)
    assert film.shot("Who are you?").characters == ("Woman",)
    assert not any("Woman speaks" in shot.action for shot in film.shots if "Nora: Who are you?" in shot.heard)
    assert film.shot("Something sad.").characters[0] == "Ben"
    assert "Nora" not in film.shot("I wrote the song.").characters
    assert film.shot("midnight weather").characters == ("Woman",)


def test_only_speakers_who_are_seen_and_who_the_action_introduces_are_cast_as_it_describes_them():
    people = {one.name: one.description for one in Film(HOTEL, 60).story.characters}
    assert [*people] == ["Nora", "Ben", "Woman"]
    assert "in her fifties" in people["Nora"] and "grey uniform" in people["Nora"]
    assert "about nineteen years old" in people["Ben"] and "bellhop" in people["Ben"]
    assert people["Woman"].startswith("Woman: a woman") and "red coat" in people["Woman"]
    german = {one.name: one.description for one in Film(GERMAN).story.characters}
    assert [*german] == ["Lena", "Mutter", "Jürgen"]
    assert "a girl about nine years old" in german["Lena"] and "a woman" in german["Mutter"]
    assert [one.name for one in Film(LABELS).story.characters] == ["Anna", "Tom"]


def test_headings_say_where_and_when_interiors_stay_inside_and_transitions_join_scenes():
    film = Film(HOTEL, 60)
    assert film.shots[0].landscapes == ("the harbor hotel",) and film.shots[0].time_of_day == "night"
    lobby, boiler = film.shot("Room twelve"), film.shot("I wrote")
    assert lobby.landscapes == ("the harbor hotel, lobby (indoors)",) and lobby.time_of_day == "night"
    assert is_indoors(place_of(lobby)) and is_indoors(place_of(boiler))
    first = next(shot for shot in film.shots if shot.landscapes == boiler.landscapes)
    assert first.transition == "crossfade" and sum(shot.transition is not None for shot in film.shots) == 1
    german = Film(GERMAN)
    assert [shot.landscapes[0] for shot in german.shots][:: len(german.shots) - 1] == [
        "Küche (kitchen)",
        "Hafen (harbour)",
    ]
    assert {shot.time_of_day for shot in german.shots} == {"night", "morning"}
    assert "crossfade" in [shot.transition for shot in german.shots]
    afloat = Film(
        HOTEL.replace("BOILER ROOM - LATER", "SMALL MOTORBOAT - LATER").replace("INT. SMALL", "EXT. SMALL")
    ).shots[-1]
    assert afloat.landscapes == ("the small motorboat (boat)",) and place_of(afloat) == "sea"
    assert Film(FINAL_DRAFT).shots[-1].transition == "fade-black"


def test_labelled_lines_are_said_in_turn_and_only_the_narrators_are_narrated():
    film = Film(LABELS)
    assert film.heard == [
        "The mill had been empty for years.", "Anna: Do you hear it?", "Tom: It turns at night.", "Anna: Who is there?",
    ]  # fmt: skip
    assert film.lines[2].delivery == "whispering"
    assert film.shot("They climb the stairs.").words == ""
    assert film.shot("It turns at night.").characters == ("Tom",)
    assert Film(VOICES).heard == [
        "Anna: Did you lock the gate?", "Tom: I thought you did.", "Anna: Then who let the dog in?",
    ]  # fmt: skip


def test_a_labelled_shot_is_a_shot_framed_as_it_says_for_its_share_of_the_film():
    film = Film(ADVERTISEMENT)
    assert [(shot.shot_type, shot.camera_movement) for shot in film.shots][:2] == [
        ("extreme-close-up", film.shots[0].camera_movement), ("medium", "push"),
    ]  # fmt: skip
    assert [round(shot.duration / film.seconds, 2) for shot in film.shots] == [0.25, 0.5, 0.25]
    assert [shot.action for shot in film.shots] == [
        "Coffee beans falling into a grinder.", "Maya pours milk at the counter.", "The street at dawn.",
    ]  # fmt: skip
    assert film.heard == ["Morning has a sound.", "Maya: One flat white.", "Bean Street."]


def scene(number: int) -> str:
    turns = "\n\n".join(
        f"{('ADA', 'BO')[turn % 2]}\n{'Where is box' if turn % 2 == 0 else 'Here is box'} {number} {turn}{'?' if turn % 2 == 0 else '.'}"
        for turn in range(8)
    )
    return f"INT. ROOM {number} - DAY\n\nAda opens crate {number}.\n\n{turns}\n"


def test_a_script_longer_than_its_film_keeps_its_beginning_its_end_and_answers_with_their_questions():
    film = Film("\n".join(map(scene, range(30))), 40)
    assert all(len(shot.words.split()) < 30 for shot in film.shots)
    rooms = [int(shot.landscapes[0].split()[-1]) for shot in film.shots]
    assert rooms == sorted(rooms) and rooms[0] == 0 and rooms[-1] == 29
    assert all(abs(a - b) <= 10 for a, b in pairwise(rooms))
    asked = [line for line in film.heard if line.endswith("?")]
    assert asked
    for line in asked:
        _, _, *number = line.rstrip("?").split()[-4:]
        answer = film.heard[film.heard.index(line) + 1]
        assert answer == f"Bo: Here is box {number[0]} {int(number[1]) + 1}."


def test_a_screenplay_in_which_nobody_speaks_is_refused_in_a_sentence():
    with pytest.raises(BadInput, match="nobody says anything"):
        Film("INT. HALL - DAY\n\nA door.\n\nEXT. YARD - DAY\n\nA dog.\n")


def test_somebody_of_another_scene_does_not_walk_into_this_one():
    film = Film(
        "INT. KÜCHE - NACHT\n\nÉLODIE, 25, une femme brune, coupe du pain.\n\nÉLODIE\nIl est tard, M. Dupont.\n\nM. DUPONT\nJe sais.\n\n"
        "EXT. FORÊT - JOUR\n\nIl neige. Élodie marche avec un chien blanc.\n\nÉLODIE (V.O.)\nLe 3 mai, il est parti.\n",
        20,
    )
    assert set(film.people) == {"Élodie", "M. Dupont", "chien"}
    assert (
        "Élodie: a woman about 25 years old" in film.people["Élodie"]
        and "brown hair" in film.people["Élodie"]
    )
    outside = [shot for shot in film.shots if "forêt" in shot.landscapes[0]]
    assert outside and all("M. Dupont" not in shot.characters for shot in outside)
    assert all("Élodie" in shot.characters for shot in outside)


def test_what_somebody_wears_is_told_once_where_it_stands_in_brackets():
    film = Film(
        "EXT. PASS - DAWN\n\nINGRID HOLM (30s, in a yellow raincoat) is at the wheel.\n\nINGRID\nI know.\n\nBO\nThen drive.\n"
    )
    assert film.people["Ingrid"].endswith("and a yellow raincoat")
