"""The flags that describe a film: a line each, in the order of the help. A new field of the brief is a line here."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from models.brief import MAX_SECONDS, MAX_TEXT_BYTES, MIN_SECONDS
from models.cut.delivery import Captions, ClipSound, Fit, Fps, Loudness
from models.cut.frame_size import RESOLUTIONS, Aspect
from models.errors import BadInput
from models.film.at_once import read_at_once
from models.film.run_options import OnModerated, StopAt, UnknownSubmit
from models.money.budget import BudgetMode
from models.orders.diffusion import USUAL_WEIGHT
from studio.cli.flags.flag import ABOUT, DELIVERY, LOOK, RUN, STORY, Flag
from studio.service.requests.request import APPROVALS
from studio.service.requests.sounds import read_effects
from studio.service.requests.subjects import read_references, read_saved
from studio.service.requests.trained_looks import read_loras, read_triggers
from studio.service.requests.values import whole
from studio.service.requests.voices import VOICES, read_voices


def _one_of(values: Any) -> str:  # noqa: ANN401 - the values, or a Literal of them
    return "|".join(map(str, get_args(values) or values))


def _model(text: str, called: str) -> str:
    if not text.strip():
        raise BadInput(f"{called} is empty: give it a model or a route, or leave it out.")
    return text.strip()


def _whole(text: str, called: str) -> int | str:  # noqa: ARG001 - what is no whole number is refused later
    return whole(text)


def _at_once(texts: Sequence[str], called: str) -> dict[str, int]:
    try:
        return read_at_once(texts)
    except ValueError as error:
        raise BadInput(f"{called} {error}.") from error


def _never(wanted: bool, called: str) -> bool:  # noqa: ARG001, FBT001 - as Typer reads a switch
    return not wanted


_FILE = Path | None
_MOST_SAID = f"{MAX_TEXT_BYTES // 2**20} MB"

REFERENCE = Flag(
    "--reference",
    "A picture of a subject; repeatable.",
    "NAME=FILE",
    STORY,
    "subjects",
    list[str] | None,
    read_references,
)

FILM_FLAGS: tuple[Flag, ...] = (
    Flag("--story", f"A text, page, screenplay or paper: {_MOST_SAID} of text, 50 MB of PDF or Word; `-` is stdin; repeatable.", "FILE", ABOUT, kind=list[Path] | None),
    Flag("--shots", "A shot list as JSON, used as it is.", "FILE", ABOUT, kind=_FILE),
    Flag("--brief", "All of this as TOML or JSON; flags override.", "FILE", ABOUT, kind=_FILE),
    Flag("--template", "Its structure; chosen if left out.", "NAME", STORY),
    Flag("--pattern", "A sequence of shots such as dialogue.", "NAME", STORY),
    Flag("--model", "A route, a model, or `outline`.", "NAME", STORY, "casting.llm", read=_model),
    Flag("--story-mode", "Four stages (multi), or one call.", "multi|single", STORY),
    Flag("--story-parallel", "A long story's scenes side by side.", None, STORY, kind=bool),
    Flag("--trigger", "A character's LoRA token; repeatable.", "NAME=TOKEN", STORY, "triggers", list[str] | None, read_triggers),
    Flag("--subject", "Somebody or something of the library; repeatable.", "NAME", STORY, "subjects", list[str] | None, read_saved),
    REFERENCE,
    Flag("--exchanges", "Lines of several people in a shot: one by one, or at once by voices that can.", "apart|together", STORY),
    Flag("--voice", "Who speaks with which voice, such as Emma=joe-light or narrator=joe-low; repeatable.", "NAME=VOICE", STORY, VOICES, list[str] | None, read_voices),
    Flag("--title", "The film's title.", None, LOOK),
    Flag("--seconds", f"Length, {MIN_SECONDS:g} to {MAX_SECONDS:g}; 30 by default.", "SECONDS", LOOK),
    Flag("--aspect", "Shape of the frame.", _one_of(Aspect), LOOK),
    Flag("--style", "The look, in words or as a preset's name.", None, LOOK),
    Flag("--mood", "The mood, in words.", None, LOOK),
    Flag("--continuity", "Each shot of a scene opens as the one before ends, not with its own picture.", None, LOOK, kind=bool),
    Flag("--board-rules", "No two shots alike, sizes and angles varied, each somewhere: see docs/storyboard.md.", None, LOOK, kind=bool),
    Flag("--lip-sync", "The lips of whoever is seen to speak move to what they say, where a face can be seen.", None, LOOK, kind=bool),
    Flag("--seed", "Another seed gives another film.", "N", LOOK),
    Flag("--lora", f"A trained look for open models, {USUAL_WEIGHT:g} of it unless =WEIGHT; repeatable.", "PATH[=WEIGHT]", LOOK, "diffusion.loras", list[str] | None, read_loras),
    Flag("--steps", "Steps of an open model; its own by default.", "N", LOOK, "diffusion.steps"),
    Flag("--guidance", "How closely an open model keeps to the words.", "N", LOOK, "diffusion.guidance"),
    Flag("--scheduler", "How an open model goes from step to step, such as euler-a or unipc; its own by default.", "NAME", LOOK, "diffusion.scheduler"),
    Flag("--music", "Played instead of a score.", "FILE", LOOK),
    Flag("--effects", "Sounds of scenes: made from their words (auto), or your own, under all or at one shot; repeatable.", "auto|FILE|SHOT=FILE", LOOK, "effects", list[str] | None, read_effects),
    Flag("--resolution", "Lines of the frame.", _one_of(RESOLUTIONS), DELIVERY, "delivery.resolution"),
    Flag("--fps", "Frames a second.", _one_of(Fps), DELIVERY, "delivery.fps", read=_whole),
    Flag("--codec", "h264, hevc, av1; h264-nvenc, hevc-nvenc.", "NAME", DELIVERY, "delivery.codec"),
    Flag("--fit", "Clips of another shape: bars, cropped, blurred.", _one_of(Fit), DELIVERY, "delivery.fit"),
    Flag("--transition", "auto, cut, crossfade, wipe-left: see docs/cut.md.", "NAME", DELIVERY, "delivery.transition"),
    Flag("--transition-seconds", "How long each lasts; 0.5.", "S", DELIVERY, "delivery.transition_s"),
    Flag("--captions", "Subtitles beside the picture, or in it.", _one_of(Captions), DELIVERY, "delivery.captions"),
    Flag("--loudness", "LUFS of the whole film.", _one_of(Loudness), DELIVERY, "delivery.loudness", read=_whole),
    Flag("--clip-sound", "A clip's own sound: left out, beneath voices and music, or as loud as they are.", _one_of(ClipSound), DELIVERY, "delivery.clip_sound"),
    Flag("--profile", "The providers; `local` by default.", "NAME", RUN),
    Flag("--image-provider", "Who draws: flux, nano-banana, as `longtake providers` lists them.", "NAME", RUN, "casting.image"),
    Flag("--video-provider", "Who films: hailuo, kling", "NAME", RUN, "casting.video"),
    Flag("--draft", "Pictures and clips by the cheapest of each family; `longtake finish` makes them anew.", None, RUN, kind=bool),
    Flag("--speech-provider", "Who speaks: piper, elevenlabs, edge", "NAME", RUN, "casting.speech"),
    Flag("--music-provider", "Who plays the score: bed, musicgen, elevenlabs", "NAME", RUN, "casting.music"),
    Flag("--effect-provider", "Who makes effects where those are asked for: elevenlabs", "NAME", RUN, "casting.effect"),
    Flag("--lips-provider", "Who moves lips: sync-lipsync, kling-lipsync", "NAME", RUN, "casting.lips"),
    Flag("--check", "Who compares pictures with whom they show: `clip`, or `off`.", "NAME", RUN, "casting.check"),
    Flag("--likeness", "How like them one has to be; 0.70.", "SHARE", RUN, "likeness.least"),
    Flag("--redraws", "How often one that is not is drawn anew; 2.", "N", RUN, "likeness.redraws", read=_whole),
    Flag("--fallback-image", "Who draws where that vendor is down.", "NAME", RUN, "fallback.image"),
    Flag("--fallback-video", "Who films where that vendor is down.", "NAME", RUN, "fallback.video"),
    Flag("--budget", "The most it may cost, in dollars.", "USD", RUN),
    Flag("--budget-mode", "It counts, warns, or holds back.", _one_of(BudgetMode), RUN),
    Flag("--approve-above", "Ask before a step that may cost more.", "USD", RUN),
    Flag("--unknown-submit", "When a paid job may be lost.", _one_of(UnknownSubmit), RUN),
    Flag("--on-moderated", "When a picture or a clip is refused for what it shows: a person decides, or it is tried otherwise first, as where a model writes.", _one_of(OnModerated), RUN),
    Flag("--at-once", "How much is on its way at once, of shots, pictures, vendor-jobs, reels: shots=20; repeatable.", "KIND=N", RUN, "at_once", list[str] | None, _at_once),
    Flag("--turns", "How many turns it has at the queues while another film has one; 1.", "N", RUN),
    Flag("--no-cache", "Make everything afresh.", None, RUN, "use_cache", bool, _never),
    Flag("--approve", "How the storyboard is approved: asked here, by other commands, or by itself.", _one_of(APPROVALS), RUN),
    Flag("--approve-bible", "See who recurs, with pictures, before any shot; `auto` does not pass that.", None, RUN, kind=bool),
    Flag("--stop-at", "The last stage to make.", _one_of(StopAt), RUN),
)  # fmt: skip
"""What `make` and `estimate` take."""

SCENARIO_FLAGS: tuple[Flag, ...] = (
    Flag("-d --description", "What happens, in a few sentences.", "TEXT", ABOUT, "prompt"),
    Flag("-n --count", "How many shots; 5 by default.", "N", STORY, "shot_count"),
)
"""What `scenario` takes beside some of those."""

NEW_ID = Flag("--id", "The film's id; by default from its brief.", "ID")

_BY_FIELD = {flag.field: flag for flag in (*FILM_FLAGS, *SCENARIO_FLAGS, NEW_ID)}


def film_flag(field: str) -> Flag:
    """The flag that gives a field, such as `seconds` or `delivery.codec`."""
    return _BY_FIELD[field]


def called(field: str) -> str:
    """How the command line calls a field: by its flag, and where none gives it, by its own name."""
    return str(_BY_FIELD.get(field, field))
