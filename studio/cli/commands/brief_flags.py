"""The flags that describe a film, in one place for every command that takes them all."""

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from studio.cli.asked.flags import Flags
from studio.cli.commands.arguments import (
    DELIVERY,
    LOOK,
    RUN,
    Aspect,
    BriefFile,
    Budget,
    Model,
    Mood,
    NoCache,
    Pattern,
    Profile,
    Prompt,
    Seconds,
    Seed,
    ShotsFile,
    StopAt,
    StoryFile,
    StoryMode,
    StoryParallel,
    Style,
    TemplateName,
    Title,
    Triggers,
)


def _said(metavar: str, text: str, panel: str = DELIVERY) -> Any:  # noqa: ANN401 - an annotation
    return Annotated[str | None, typer.Option(metavar=metavar, help=text, rich_help_panel=panel)]


_SWITCHES = ("no_cache", "story_parallel")

FLAGS: dict[str, Any] = {
    "story": StoryFile,
    "shots": ShotsFile,
    "brief": BriefFile,
    "template": TemplateName,
    "pattern": Pattern,
    "model": Model,
    "story_mode": StoryMode,
    "story_parallel": StoryParallel,
    "triggers": Triggers,
    "title": Title,
    "seconds": Seconds,
    "aspect": Aspect,
    "style": Style,
    "mood": Mood,
    "seed": Seed,
    "music": _said("FILE", "Played instead of a score.", LOOK),
    "resolution": _said("720p|1080p|1440p|2160p", "Lines of the frame."),
    "fps": _said("24|25|30|60", "Frames a second."),
    "codec": _said("NAME", "h264, hevc, av1; h264-nvenc, hevc-nvenc."),
    "fit": _said("fit|fill|blur", "Clips of another shape: bars, cropped, blurred."),
    "transition": _said("NAME", "auto, cut, crossfade, wipe-left: see docs/cut.md."),
    "transition_s": Annotated[
        str | None,
        typer.Option(
            "--transition-seconds", metavar="S", help="How long each lasts; 0.5.", rich_help_panel=DELIVERY
        ),
    ],
    "captions": _said("soft|burn|off", "Subtitles beside the picture, or in it."),
    "loudness": _said("-14|-16|-23", "LUFS of the whole film."),
    "profile": Profile,
    "budget": Budget,
    "budget_mode": _said("observe|warn|cap", "It counts, warns, or holds back.", RUN),
    "approve_above": _said("USD", "Ask before a step that may cost more.", RUN),
    "unknown_submit": _said("ask|resubmit|abandon", "When a paid job may be lost.", RUN),
    "no_cache": NoCache,
    "approve": _said(
        "ask|wait|auto", "How the storyboard is approved: asked here, by other commands, or by itself.", RUN
    ),
    "stop_at": StopAt,
}
"""Each flag's name among `Flags`, and how Typer reads it, in the order of the help."""


def with_brief(command: Callable[..., int]) -> Callable[..., int]:
    """Decorates a command that takes `flags: Flags`: on the command line it has every flag of a brief."""
    own = [one for one in inspect.signature(command).parameters.values() if one.name != "flags"]
    keyword = inspect.Parameter.KEYWORD_ONLY
    prompt = inspect.Parameter(
        "prompt", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=Prompt
    )
    flags = [
        inspect.Parameter(name, keyword, default=False if name in _SWITCHES else None, annotation=kind)
        for name, kind in FLAGS.items()
    ]

    @functools.wraps(command)
    def run(prompt: str | None = None, **given: Any) -> int:  # noqa: ANN401
        said = {name: given.pop(name) for name in FLAGS}
        fresh, parallel = said.pop("no_cache"), said.pop("story_parallel")
        read = Flags(
            **said | {"triggers": tuple(said["triggers"] or ())},
            prompt=prompt,
            use_cache=False if fresh else None,
            story_parallel=True if parallel else None,
        )
        return command(flags=read, **given)

    parameters = [prompt, *flags, *own]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run
