"""A request: fields that were given, one laid over the other, are checked once and become what a film is started with."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple, cast, get_args

from models.brief import Brief
from models.errors import BadInput
from models.film.decisions import read_decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from studio.service.requests.files import GivenFile
from studio.service.requests.names import check_names
from studio.service.requests.shot_list_checks import check_entries
from studio.service.requests.shot_list_hints import with_hints
from studio.service.requests.sounds import check_effects, put_effects, put_music
from studio.service.requests.stories import check_story
from studio.service.requests.subjects import put_subjects
from studio.service.requests.trained_looks import put_loras
from studio.service.requests.values import Given, Values, validated
from studio.service.requests.voices import put_voices

Approve = Literal["ask", "wait", "auto"]
"""How a storyboard is approved: by whoever asks for the film, by others, or by itself."""
APPROVALS: tuple[str, ...] = get_args(Approve)

NOTHING = "There is nothing to film: give a prompt, a story or shots."

_MODES = {"multi": "multi-stage", "single": "single-stage"}


class Asked(NamedTuple):
    """What a person asked for; `approve` is None when nothing was said about it.

    `files` are those that the brief names, which the store must have before the film starts.
    `offline` says that no model writes the story; `notes` are what a person should know of what was given, `defaults` what
    the environment gave beside it.
    """

    request: FilmRequest
    approve: Approve | None
    files: tuple[GivenFile, ...] = ()
    offline: bool = False
    notes: tuple[str, ...] = ()
    defaults: str = ""


def read_request(given: Iterable[Given], *, nothing: str = NOTHING) -> Asked:
    """The request that fields amount to; of two that are given, the later one holds.

    `nothing` says how it is done where nothing is to be filmed.

    Raises:
        BadInput: one sentence about the first thing that cannot be used, named as the person gave it.
        LongtakeError: as `check_names`.

    """
    values = Values(given)
    if "story_mode" in values:
        values["story_mode"] = _mode(values["story_mode"], values.names["story_mode"])
    files = (*put_music(values), *put_effects(values), *put_loras(values))
    put_voices(values)
    subjects = put_subjects(values)
    values.check(nothing)
    check_entries(values.get("shots"), values.name_of)
    approve = values.pop("approve", None)
    if approve is not None:
        check_approval(approve, values.names["approve"])
    options = {name: values.pop(name) for name in RunOptions.model_fields if name in values}
    options["approve"] = "auto" if approve == "auto" else "wait"
    for field in ("budget", "approve_above"):
        if options.get(field) is not None:
            options[field] = dollars_of(options[field], values.names[field])
    brief = with_hints(validated(Brief, values, values.name_of))
    check_story(brief, values.name_of)
    check_effects(brief, values.names.get("effects", "effects"))
    run_options = validated(RunOptions, options, values.name_of)
    offline = check_names(brief, run_options.stop_at)
    if run_options.on_moderated is None:
        run_options = run_options.model_copy(update={"on_moderated": "ask" if offline else "ladder"})
    request = FilmRequest(brief=brief, options=run_options)
    return Asked(request, cast("Approve | None", approve), (*files, *subjects.files), offline, subjects.notes)


def check_approval(given: object, called: str) -> Approve:
    """The way of approving that a word stands for.

    Raises:
        BadInput: there is no such way.

    """
    if given not in APPROVALS:
        raise BadInput(f"{called} must be one of 'ask', 'wait' or 'auto', not {given!r}.")
    return cast("Approve", given)


def _mode(given: object, name: str) -> str:
    """The mode by the word that is typed, or by its name in a brief."""
    modes = {**_MODES, **{mode: mode for mode in _MODES.values()}}
    if not isinstance(given, str) or given not in modes:
        raise BadInput(f"{name} must be one of 'multi' or 'single', not {given!r}.")
    return modes[given]


def dollars_of(given: object, name: str) -> Decimal | None:
    """An amount by the rule of `longtake budget`; None for `none`, which is no limit."""
    try:
        return read_decision("budget", {"usd": given}).usd
    except BadInput as error:
        raise BadInput(f"{name}{str(error).removeprefix('A budget')}") from error
