"""`left_out.md`: every sentence of a text that its film tells nowhere, in order."""

import time

from activities.documents.untold import MOST_LISTED, untold_text
from models.brief import Brief
from models.shots.shot_list import Shot


def shots(*said: str) -> tuple[Shot, ...]:
    return tuple(
        Shot(shot_id=f"shot_{n:03d}", shot_number=n, enhanced_prompt="A picture", dialogue=text)
        for n, text in enumerate(said, start=1)
    )


def test_what_is_left_out_of_a_story_is_listed_in_order_with_its_place_in_the_text() -> None:
    story = "Dr. Hale came on May 3. He knocked.\n\nNobody was there. He left a\nbrass key, still warm."
    found = untold_text(
        Brief(story=story), "The Key", shots("Dr. Hale came on May 3.", "Nobody was there."), rewritten=False
    )
    assert found is not None
    assert (found.left.count, found.left.sentences) == (2, 4)
    assert found.paper.decode().splitlines() == [
        "# Left out of The Key",
        "",
        "2 of 4 sentences left out. These sentences of the text are neither heard nor seen in the film.",
        "",
        "- **2 of 4** He knocked.",
        "- **4 of 4** He left a brass key, still warm.",
    ]


def test_what_a_shot_shows_and_nobody_says_is_listed_apart_with_its_shot_and_what_is_said_in_part_as_that() -> (
    None
):
    story = "He came to the house of the smith. He knocked at the door, and nobody was there. He left."
    said = "He knocked at the door."
    shot = Shot(
        shot_id="shot_001",
        shot_number=1,
        enhanced_prompt="A",
        action="He came to the house of the smith.",
        dialogue=said,
    )
    found = untold_text(Brief(story=story), "", (shot,), rewritten=False)
    assert found is not None
    assert found.left.short == "2 of 3 sentences left out, 1 in part, 1 shown and not said"
    assert found.paper.decode().splitlines()[2:] == [
        f"{found.left.short}. These sentences of the text are neither heard nor seen in the film, or not whole.",
        "",
        "- **2 of 3** He knocked at the door, and nobody was there. (said in part, without “and nobody was there.”)",
        "- **3 of 3** He left.",
        "",
        "Shown, not said:",
        "",
        "- **1 of 3** He came to the house of the smith. (shown in shot_001)",
    ]


def test_the_framing_of_a_labelled_shot_is_not_left_out_and_its_lines_are_told_by_being_heard() -> None:
    script = (
        "Scene 1\nVisual: Close-up of a blue kettle on a stove. Wide shot. Rain falls.\nVoiceover: It starts.\n\n"
        "Scene 2\nVisual: Push in on a yellow bicycle.\nVoiceover: It ends.\n"
    )
    seen = [
        Shot(shot_id=f"shot_{n:03d}", shot_number=n, enhanced_prompt="A", action=action, dialogue=said)
        for n, (action, said) in enumerate(
            [("A blue kettle on a stove.", "It starts."), ("A yellow bicycle. It ends.", "")], 1
        )
    ]
    found = untold_text(Brief(story=script), "", seen, rewritten=False)
    assert found is not None
    lines = [line for line in found.paper.decode().splitlines() if line.startswith("- ")]
    assert [line.split("** ")[1] for line in lines] == ["Rain falls.", "It ends. (shown in shot_002)"]


def test_a_film_that_tells_its_text_has_no_such_paper_and_neither_has_one_of_a_single_wish() -> None:
    told = shots("He knocked. Nobody was there.")
    assert untold_text(Brief(story="He knocked. Nobody was there."), "", told, rewritten=False) is None
    assert untold_text(Brief(prompt="Make a film about a dog!"), "", told, rewritten=False) is None


def test_ten_megabytes_are_counted_in_seconds_and_listed_as_far_as_anybody_reads() -> None:
    story = "The lamp is lit. " + "".join(
        f"Ship {number} passes the light in the rain. " for number in range(250_000)
    )
    begun = time.thread_time()
    found = untold_text(
        Brief(story=story[: 10 * 1024 * 1024 - 9]), "", shots("The lamp is lit."), rewritten=False
    )
    assert time.thread_time() - begun < 30
    assert found is not None
    assert found.left.count > 200_000
    lines = found.paper.decode().splitlines()
    assert sum(line.startswith("- ") for line in lines) == MOST_LISTED
    assert lines[-1].startswith("… and ")
