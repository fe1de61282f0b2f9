"""What was made stays made: the brief's digest and every asset's recipe key are what they were."""

from collections.abc import Mapping

import pytest

from activities.boards.recipes import sheet_recipe
from activities.contracts import AskRequest, SheetRequest
from activities.cut.recipes import (
    captioned_recipe,
    card_recipe,
    cut_recipe,
    reconformed_recipe,
    sound_recipe,
    still_recipe,
    transition_recipe,
)
from activities.shots.recipe import conform_recipe
from activities.story.model_call import recipe_of
from activities.story.stages.stages import prompted
from activities.story.templates import load_templates
from models.brief import Brief
from models.cut.cutlist import CutShot, cut_list
from models.cut.delivery import Delivery, Picture
from models.cut.timeline import Timeline, TimelineClip, TimelineSound, Transition
from models.orders.assets import Asset, Blob, Recipe
from models.orders.cast import Choice
from models.orders.requests import ImageRequest, MusicRequest, Order, SpeechRequest, VideoRequest
from models.orders.shot_orders import MadeShot, ShotOrder
from models.shots.shot_list import Shot
from models.shots.view import ShotView
from models.story.plan import ModelChoice
from models.subjects.sheets import sheet_shot
from models.subjects.subject import Subject
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice

DOOR = Shot.model_validate(
    {
        "shot_number": 1,
        "enhanced_prompt": "A door in the sea",
        "action": "Mara opens the door",
        "duration": 4,
        "dialogue": "It was warm.",
        "characters": ["Mara", "Tom"],
        "landscapes": ["the sea"],
        "mood": "tense",
        "time_of_day": "dusk",
        "camera_movement": "push",
    }
)
QUAY = Shot.model_validate({"shot_number": 2, "enhanced_prompt": "A quay", "transition": "wipe-left"})
HD = Picture(width=1280, height=720)
WIDE = Picture(width=1920, height=1080, fps=25, codec="hevc")


def blob(digit: str, suffix: str) -> Blob:
    return Blob(sha256=digit * 64, suffix=suffix, size=7)


STILL, CLIP, NEXT, VOICE, SONG = (
    blob(digit, suffix)
    for digit, suffix in zip("12345", (".png", ".mp4", ".mp4", ".wav", ".mp3"), strict=True)
)

BRIEFS: Mapping[str, tuple[Brief, str]] = {
    "a sentence": (
        Brief(prompt="Mara finds a door in the sea."),
        "af11d642145fb247788a646cf464a89346eb11774521d88ddcb5457848584fea",
    ),
    "every field of the first days": (
        Brief(
            story="Mara finds a door.\n\nIt is warm.",
            title="The Door",
            seconds=60,
            aspect="9:16",
            style="film-noir",
            mood="tense",
            template="aida",
            profile="balanced",
            casting={"image": "animatic", "llm": "outline"},
            seed=7,
        ),
        "0cf8433721e3d20e3e0da9743db09bf65d02e65fd0cc82ea23f96a146fa387cc",
    ),
    "every later field": (
        Brief(
            prompt="A door",
            story_mode="single-stage",
            shot_count=5,
            pattern="dialogue",
            triggers={"Mara": "mra"},
            delivery=Delivery(resolution="1080p", fps=25, codec="hevc", captions="burn", loudness=-23),
            music=SONG,
        ),
        "14da7c3a0b17bfa6907eca4fa56446a5b91d689e4f870eaebf0109432253d7fc",
    ),
    "a shot list": (
        Brief(shots=(DOOR, QUAY)),
        "cd97d47d1983cde09483ffe84c40181e3559b5fa569319dd5709e68b26d77f07",
    ),
}

CUT = cut_list(
    BRIEFS["a shot list"][0],
    "the-door",
    "The Door",
    "en",
    (DOOR, QUAY),
    (
        CutShot(
            shot_id="shot_001",
            shot_number=1,
            frames=108,
            clip=CLIP,
            conformed=True,
            source=NEXT,
            voice=VOICE,
            voice_s=1.25,
            subtitle="It was warm.",
        ),
        CutShot(shot_id="shot_002", shot_number=2, frames=120, missing="It was not made."),
    ),
)
TIMELINE = Timeline(
    film_id="the-door",
    title="The Door",
    format=HD,
    picture=(
        TimelineClip(name="title", kind="title", frames=48, text="The Door"),
        TimelineClip(
            name="shot_001", media=CLIP, frames=108, transition=Transition(kind="crossfade", frames=12)
        ),
    ),
    voice=(TimelineSound(name="shot_001/voice", media=VOICE, start=2.25, seconds=1.25),),
    music=(TimelineSound(name="score", media=SONG, seconds=6.0),),
)


MARA = Subject(name="Mara", description="a woman in a green coat")


def image(shot: Shot, *subjects: Subject, take: int = 1) -> Recipe:
    return Animatic().recipe(
        ImageRequest(shot=shot, subjects=subjects, width=1280, height=720, seed=3, take=take)
    )


def sheet() -> Recipe:
    return Animatic().recipe(
        ImageRequest(shot=sheet_shot(MARA, "noir"), subjects=(MARA,), sheet=True, width=1024, height=1024)
    )


def moved(picture: Picture, *, edge: int) -> VideoRequest:
    return VideoRequest(shot=DOOR, still=STILL, frames=108, picture=picture, seed=3, edge=edge)


def video(picture: Picture, *, edge: int) -> Recipe:
    return CameraMove().recipe(moved(picture, edge=edge))


def conformed(picture: Picture) -> Recipe:
    choice = Choice(kind="video", provider="camera-move", label="cpu", revision="")
    clip = Asset(blob=CLIP, recipe_key="", seconds=108 / picture.fps)
    return conform_recipe(
        ShotOrder(
            clip=Order[VideoRequest](choice=choice, request=moved(picture, edge=12)),
            fit="blur",
            made=MadeShot(clip=clip),
        )
    )


def board() -> Recipe:
    drawn = ShotView(shot=DOOR, keyframe=Asset(blob=STILL, recipe_key=""))
    refused = ShotView(shot=QUAY, missing="It was refused.")
    return sheet_recipe(SheetRequest(film_id="the-door", title="The Door", board=2, shots=(drawn, refused)))


def answer() -> Recipe:
    model = ModelChoice(vendor="openai", model="gpt-x", output_tokens=900, temperature=0.7)
    request = AskRequest(stage="template", model=model, brief=BRIEFS["a sentence"][0], seconds=25)
    return recipe_of(request, prompted(request, load_templates()))


RECIPES: Mapping[str, tuple[Recipe, str]] = {
    "a keyframe": (image(DOOR, MARA), "b93495bf0cbba1ff2bc4b3111e29d56bb0f5575d7ff4d48c40e4049c59c09bf4"),
    "its second take": (
        image(DOOR, MARA, take=2),
        "0e7a127f7b4cff28d04e66fde7c2a3db004470b27dfbf1e7a9341360da9a90ae",
    ),
    "a plain keyframe": (image(QUAY), "1354e60320f16277fb926352b0413a9b13794d5bfdef49cf191c5356dec87b07"),
    "a sheet": (sheet(), "655b57f63d6e371c55cf0fe885790cdee1da41acf95af4febace73f70ac74314"),
    "a clip": (video(HD, edge=12), "ae79bc659096ead0b618c856724d9765dfe0bd1d4124a56f3902c34eb67512e4"),
    "a clip of another format": (
        video(WIDE, edge=0),
        "84b00646f6a623e6f863bc00b9a6738785a073cbd6d8d47ee6e4b3a40cebceae",
    ),
    "a voice": (
        # Its revision names the installed versions of the voice's packages.
        PiperVoice()
        .recipe(SpeechRequest(text="It was warm.", language="en", seed=3))
        .model_copy(update={"revision": "installed"}),
        "ad333fa6f0894deca3bcdf3c7af69caf1ba8c40bc1d4bf5b3087c315f1818a46",
    ),
    "a score": (
        Bed().recipe(MusicRequest(mood="tense", seconds=31.5, seed=3)),
        "2a7df7320936e1c2ce2bf2ab58b03af2fed0db1d027ccf14dac31d3da91c3e24",
    ),
    "a conformed clip": (conformed(HD), "5702506fdf7a211ec3f213faeb155fa833de271f39b9144dd3047225530e553b"),
    "a conformed clip of another format": (
        conformed(WIDE),
        "dacb53355ba91fbb0a789415914011b330445bbdfb58296f4a4a0501b791a34b",
    ),
    "a board": (board(), "ec8bfd7f3f02d0ec8593e944c7aa92d3bf1ba5d47c3388ef206b6d467348ca7b"),
    "a model's answer": (answer(), "2999c64c91b60b2913d539cd89681f9272b231d339a588846085c74c5f130ae1"),
    "a film": (cut_recipe(CUT, SONG), "77173a7f243960b61a746b58af69f66df4b7ff253e9f73a614665168cc1e8808"),
    "a film without a score": (
        cut_recipe(CUT, None),
        "d7b19e11f068a54440f12e822ee924a486240256bb127270ef5f054f098389be",
    ),
    "a card": (
        card_recipe(TIMELINE.picture[0], "The Door", HD),
        "ff8fbbd5a182d705dc347faab129e243a63f1d344a73ca7545de80badf426d58",
    ),
    "a captioned clip": (
        captioned_recipe(CLIP, 108, 12, "fit", "[Events]", HD),
        "df5c1e42ad46ea0c09d50a8c7e12972e832162366b8c102d61eff239c14056c1",
    ),
    "a clip fitted by the cut": (
        reconformed_recipe(CLIP, 108, 12, Delivery(), HD),
        "084f0dc3f706169f44b2c01951a00b0ba7e4c1e3e4ea4583642f76834bbbe312",
    ),
    "a transition": (
        transition_recipe(CLIP, NEXT, Transition(kind="crossfade", frames=12), "", HD),
        "939430f8ebcdd4eea24a1203acacb6523bed948a439a6e7db4ba2a2091118aa0",
    ),
    "the sound": (
        sound_recipe(TIMELINE, -14),
        "11f381196decc34d512daf84964b2d684328fc89b9ed0e7c5d1d2c8a21fe9f95",
    ),
    "a poster": (
        still_recipe("poster", TIMELINE, CLIP),
        "3f48bf8d01bb23e9ddff3e4112a9aa14c3d1cf0d381f2916c92a9ab942d96092",
    ),
}


@pytest.mark.parametrize(("brief", "digest"), BRIEFS.values(), ids=BRIEFS.keys())
def test_the_digest_of_a_brief_never_changes(brief: Brief, digest: str) -> None:
    assert brief.digest() == digest


@pytest.mark.parametrize(("recipe", "key"), RECIPES.values(), ids=RECIPES.keys())
def test_the_key_of_a_recipe_never_changes(recipe: Recipe, key: str) -> None:
    assert recipe.key() == key
