"""What flags and files ask for, read in one pass: the flags are laid over the file, and the whole becomes a request."""

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, cast

from models.brief import Brief
from models.cut.delivery import Delivery
from models.errors import BadInput
from models.film.decisions import read_decision
from models.film.options import RunOptions
from models.film.request import FilmRequest
from studio.cli.asked.files import of_files
from studio.cli.asked.flags import APPROVALS, Approve, Flags, called, of_flags
from studio.cli.asked.music import put_music
from studio.cli.asked.names import check_names
from studio.cli.asked.shot_lists import check_entries, check_length
from studio.cli.asked.triggers import check_triggers
from studio.cli.asked.values import Values, validated

_MODES = {"multi": "multi-stage", "single": "single-stage"}


class Asked(NamedTuple):
    """What a person asked for; `approve` is None when nothing was said about it.

    `music` is the file that the brief names, which the store must have before the film starts.
    `offline` says that no model writes the story.
    """

    request: FilmRequest
    approve: Approve | None
    music: Path | None = None
    offline: bool = False


def read_asked(flags: Flags) -> Asked:
    """The request that flags and files amount to.

    Raises:
        BadInput: one sentence about the first thing that cannot be used, named as the person gave it.

    """
    in_files, typed = of_files(flags), of_flags(flags)
    values = Values([*in_files, *typed.fields])
    if "story_mode" in values:
        values["story_mode"] = _mode(values["story_mode"], values.names["story_mode"])
    validated(Delivery, typed.delivery, lambda where: called(str(where[0])))
    music = put_music(values, flags)
    values.check()
    check_entries(values.get("shots"), values.name_of)
    approve = values.pop("approve", None)
    if approve not in (None, *APPROVALS):
        raise BadInput(f"{values.names['approve']} must be one of 'ask', 'wait' or 'auto', not {approve!r}.")
    options = {name: values.pop(name) for name in RunOptions.model_fields if name in values}
    options["approve"] = "auto" if approve == "auto" else "wait"
    for field in ("budget", "approve_above"):
        if options.get(field) is not None:
            options[field] = _dollars(options[field], values.names[field])
    brief = validated(Brief, values, values.name_of)
    run_options = validated(RunOptions, options, values.name_of)
    check_length(brief.shots, values.name_of(()))
    check_triggers(brief.triggers, values.names.get("triggers", "--trigger"), shot_list=bool(brief.shots))
    offline = check_names(brief)
    request = FilmRequest(brief=brief, options=run_options)
    return Asked(request, cast("Approve | None", approve), music, offline)


def _mode(given: object, name: str) -> str:
    """The mode by the word that is typed, or by its name in a brief."""
    modes = {**_MODES, **{mode: mode for mode in _MODES.values()}}
    if not isinstance(given, str) or given not in modes:
        raise BadInput(f"{name} must be one of 'multi' or 'single', not {given!r}.")
    return modes[given]


def _dollars(given: object, name: str) -> Decimal | None:
    """An amount by the rule of `longtake budget`; None for `none`, which is no limit."""
    try:
        return read_decision("budget", {"usd": given}).usd
    except BadInput as error:
        raise BadInput(f"{name}{str(error).removeprefix('A budget')}") from error
