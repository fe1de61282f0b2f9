"""Reading a brief: from flags, from a story, from a shot list, from a TOML or JSON file; flags override the file."""

import difflib
import json
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from models.brief import MAX_SECONDS, Brief
from models.decisions import read_decision
from models.errors import BadInput, UnknownName
from models.film import FilmRequest, RunOptions
from studio.brief_values import Values, validated
from studio.delivering import put_delivery, put_music
from studio.flags import Flags
from studio.shot_lists import check_entries, read_shots
from studio.text_files import parsed_json, parsed_toml, read_text
from studio.triggers import check_triggers, merged_triggers, read_triggers

Approve = Literal["ask", "wait", "auto"]
APPROVALS: tuple[str, ...] = get_args(Approve)

_SOURCES = ("prompt", "story", "shots")
_LOOK = (
    "title",
    "seconds",
    "aspect",
    "style",
    "mood",
    "template",
    "pattern",
    "profile",
    "seed",
    "story_mode",
)
_RUN = (
    *("budget", "budget_mode", "approve_above", "unknown_submit"),
    *("stop_at", "approve", "use_cache", "story_parallel"),
)
_MODES = {"multi": "multi-stage", "single": "single-stage"}


class Asked(NamedTuple):
    """What a person asked for; `approve` is None when nothing was said about it.

    `music` is the file that the brief names, which the store must have before the film starts.
    """

    request: FilmRequest
    approve: Approve | None
    music: Path | None = None


def read_asked(flags: Flags) -> Asked:
    """The request that flags and files amount to.

    Raises:
        BadInput: one sentence about the first thing that cannot be used, named as the person gave it.

    """
    values = Values()
    if flags.brief is not None:
        _put_file(values, flags.brief)
    _put_source(values, flags)
    for field in (*_LOOK, *_RUN):
        _put_flag(values, flags, field)
    if flags.shot_count is not None:
        values.put("shot_count", flags.shot_count, "-n")
    _put_model(values, flags.model)
    _put_triggers(values, flags.triggers)
    _put_mode(values)
    put_delivery(values, flags)
    music = put_music(values, flags)
    for field, value in values.items():
        _check_text(value, values.names[field])
    _check_not_empty(values)
    check_entries(values.get("shots"), values.name_of)
    approve = values.pop("approve", None)
    if approve not in (None, *APPROVALS):
        raise BadInput(f"{values.names['approve']} must be one of 'ask', 'wait' or 'auto', not {approve!r}.")
    options = {name: values.pop(name) for name in RunOptions.model_fields if name in values}
    options["approve"] = "auto" if approve == "auto" else "wait"
    for field in ("budget", "approve_above"):
        if options.get(field) is not None:
            options[field] = _dollars(options[field], values.names[field])
    brief = validated(Brief, values, values)
    run_options = validated(RunOptions, options, values)
    _check_length(brief, values)
    check_triggers(brief.triggers, values.names.get("triggers", "--trigger"), shot_list=bool(brief.shots))
    _check_names(brief)
    request = FilmRequest(brief=brief, options=run_options)
    return Asked(request=request, approve=approve, music=music)


def _dollars(given: object, name: str) -> Decimal | None:
    """An amount by the rule of `longtake budget`; None for `none`, which is no limit."""
    try:
        return read_decision("budget", {"usd": given}).usd
    except BadInput as error:
        raise BadInput(f"{name}{str(error).removeprefix('A budget')}") from error


def _put_file(values: Values, path: Path) -> None:
    text = read_text(path, "--brief")
    is_json = path.suffix.lower() == ".json" or (
        path.suffix.lower() != ".toml" and text.lstrip().startswith("{")
    )
    data = parsed_json(text, path) if is_json else parsed_toml(text, path)
    if not isinstance(data, dict):
        raise BadInput(f'{path} must hold one JSON object such as {{"prompt": "…"}}.')
    known = [*Brief.model_fields, *RunOptions.model_fields]
    for field, value in data.items():
        if field not in known:
            near = difflib.get_close_matches(field, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}."
            raise BadInput(f"{path}: {field!r} is not a known field: {hint}")
        values.put(field, value, f"{path}: {field}")
    given = [source for source in _SOURCES if values.get(source)]
    if len(given) > 1:
        raise BadInput(f"{path} has {' and '.join(given)}: give one of them.")


def _put_source(values: Values, flags: Flags) -> None:
    """What the film is about, from the command line; it takes the place of what the file says."""
    given = [source for source in _SOURCES if getattr(flags, source) is not None]
    if len(given) > 1:
        called = {"prompt": "a prompt", "story": "--story", "shots": "--shots"}
        raise BadInput(f"There is {' and '.join(called[name] for name in given)}: give one of them.")
    if given:
        for source in _SOURCES:
            values.pop(source, None)
    if flags.prompt is not None:
        values.put("prompt", flags.prompt, "The prompt")
    if flags.story is not None:
        values.put("story", read_text(flags.story, "--story"), str(flags.story))
    if flags.shots is not None:
        values.put("shots", read_shots(flags.shots), f"{flags.shots}: shots")


def _put_flag(values: Values, flags: Flags, field: str) -> None:
    value = getattr(flags, field)
    if value is not None:
        values.put(field, value, "--" + field.replace("_", "-"))


def _put_model(values: Values, model: str | None) -> None:
    """Who writes is the llm of the casting; a file's other choices stay."""
    if model is None:
        return
    if not model.strip():
        raise BadInput("--model is empty: give it a model or a route, or leave it out.")
    casting = values.get("casting", {})
    if isinstance(casting, dict):
        values.put("casting", {**casting, "llm": model.strip()}, values.names.get("casting", "--model"))


def _put_mode(values: Values) -> None:
    """The mode by the word that is typed, or by its name in a brief."""
    if "story_mode" in values:
        mode = values["story_mode"]
        if mode not in (*_MODES, *_MODES.values()):
            raise BadInput(f"{values.names['story_mode']} must be one of 'multi' or 'single', not {mode!r}.")
        values["story_mode"] = _MODES.get(mode, mode)


def _put_triggers(values: Values, given: tuple[str, ...]) -> None:
    """`NAME=TOKEN`, each beside those of a file or in place of the one of the same name."""
    tokens = read_triggers(given)
    before = values.get("triggers", {})
    if tokens and isinstance(before, dict):
        values.put("triggers", merged_triggers(before, tokens), values.names.get("triggers", "--trigger"))


def _check_length(brief: Brief, values: Values) -> None:
    """A shot list is made as it is, so its lengths together must be those of a film."""
    total = sum(shot.duration for shot in brief.shots)
    if total > MAX_SECONDS:
        raise BadInput(
            f"{values.name_of(())} has shots of {total:g} s together: {MAX_SECONDS:g} s is the most."
        )


def _check_text(value: object, name: str) -> None:
    """Undecodable bytes reach us as lone surrogates, which no file and no message can hold."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"{name} is not UTF-8 text: write it in UTF-8.") from error


def _check_not_empty(values: Values) -> None:
    """An empty text is named as what it was given as; with nothing at all, say how it is done."""
    given = [source for source in _SOURCES if source in values]
    if not given:
        raise BadInput(
            'There is nothing to film: give a prompt such as `longtake make "A lighthouse keeper finds a door '
            'in the sea"`, --story, --shots or --brief.'
        )
    for source in given:
        value = values[source]
        if isinstance(value, str) and not value.strip() and len(given) == 1:
            raise BadInput(f"{values.names[source]} is empty: say what the film is about.")


def _check_names(brief: Brief) -> None:
    """Template, pattern, profile, models and providers must exist before anything starts."""
    from activities.story.patterns import find_pattern
    from activities.story.templates import find_template
    from infra.settings import load_settings
    from providers.registry import find_profile
    from workers.registry import build_registry

    if brief.template:
        find_template(brief.template, load_settings().templates_dir)
    if brief.pattern:
        find_pattern(brief.pattern)
    casting = {**find_profile(brief.profile), **brief.casting}
    registry = build_registry(load_settings())
    for kind, provider in casting.items():
        if kind != "llm":
            registry.find(kind, provider)
    if not brief.shots and casting["llm"] not in registry.names("llm"):
        from workers.llm import check_llm

        try:
            check_llm(casting["llm"], brief)
        except UnknownName as error:
            offline = ", ".join(registry.names("llm"))
            others = f"{offline} (offline); and any model of a vendor as `vendor/model`"
            error.args = (f"{str(error).removesuffix('.')}; {others}.",)
            raise
