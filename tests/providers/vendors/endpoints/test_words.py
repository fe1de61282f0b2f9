"""What an endpoint is told in words: who is in which picture, who else is seen, how a clip moves and ends."""

from models.cut.delivery import Picture
from models.orders.assets import Blob
from models.orders.references import Reference, ReferenceRule
from models.orders.requests import ImageRequest, VideoRequest
from models.shots.shot_list import Shot
from models.subjects.subject import Subject
from providers.vendors.endpoints.words import clip_prompt, picture_prompt

BLOB = Blob(sha256="1" * 64, suffix=".png", size=10)
EMMA = Subject(name="Emma", description="a woman of thirty with red hair")
TOM = Subject(name="Tom", description="a bald man in a yellow coat")
FERRY = Subject(name="The Ferry", kind="place", description="The Ferry, white and rusty")
SHOT = Shot(
    shot_id="shot_001",
    shot_number=1,
    enhanced_prompt="Emma and Tom wait at the rail.",
    camera_movement="push",
    end_frame_prompt="Only the empty rail.",
)
RULE = ReferenceRule(most=3, called="@Image{number}")


def given(*subjects: Subject) -> tuple[Reference, ...]:
    return tuple(Reference(subject=one.name, kind=one.kind, picture=BLOB, noun="woman") for one in subjects)


def test_a_picture_is_told_who_is_in_which_reference_and_how_the_others_look():
    request = ImageRequest(
        shot=SHOT, subjects=(EMMA, TOM, FERRY), references=given(EMMA), width=1280, height=720
    )
    assert picture_prompt(request, RULE) == (
        "Emma is the woman from @Image1. Emma and Tom wait at the rail. "
        "Tom: a bald man in a yellow coat. The Ferry, white and rusty."
    )


def test_what_the_prompt_says_of_somebody_already_is_not_said_twice():
    told = SHOT.model_copy(update={"enhanced_prompt": f"Emma, {EMMA.description}, waits."})
    request = ImageRequest(shot=told, subjects=(EMMA,), width=1280, height=720)
    assert picture_prompt(request, None) == f"Emma, {EMMA.description}, waits."


def test_a_picture_is_drawn_from_the_words_of_the_first_frame_where_there_are_some():
    first = SHOT.model_copy(update={"start_frame_prompt": "Emma alone at the rail."})
    assert picture_prompt(ImageRequest(shot=first, width=1, height=1), None) == "Emma alone at the rail."


def test_a_clip_is_told_what_happens_how_the_camera_moves_and_how_it_ends():
    request = VideoRequest(shot=SHOT, still=BLOB, frames=72, picture=Picture(width=1280, height=720))
    assert clip_prompt(request, None) == (
        "Emma and Tom wait at the rail. The camera slowly pushes in. At the end: Only the empty rail."
    )
    referring = request.model_copy(update={"references": given(EMMA)})
    assert clip_prompt(referring, RULE).startswith("Emma is the woman from @Image1. Emma and Tom")


def test_a_prompt_that_does_not_end_is_ended_before_the_next_sentence():
    told = SHOT.model_copy(update={"enhanced_prompt": "Emma waits at the rail ", "end_frame_prompt": ""})
    request = VideoRequest(shot=told, still=BLOB, frames=72, picture=Picture(width=1280, height=720))
    assert clip_prompt(request, None) == "Emma waits at the rail. The camera slowly pushes in."
    drawn = ImageRequest(shot=told, subjects=(TOM,), width=1280, height=720)
    assert picture_prompt(drawn, None) == "Emma waits at the rail. Tom: a bald man in a yellow coat."
