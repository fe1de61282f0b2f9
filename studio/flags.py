"""What the command line says about a film, as it was typed."""

from pathlib import Path

from models.base import Frozen


class Flags(Frozen):
    """What the command line says about a film; None where it says nothing. Numbers are read later."""

    prompt: str | None = None
    story: Path | None = None
    shots: Path | None = None
    brief: Path | None = None
    title: str | None = None
    seconds: str | None = None
    aspect: str | None = None
    style: str | None = None
    mood: str | None = None
    template: str | None = None
    story_mode: str | None = None
    model: str | None = None
    pattern: str | None = None
    triggers: tuple[str, ...] = ()
    shot_count: str | None = None
    profile: str | None = None
    seed: str | None = None
    budget: str | None = None
    budget_mode: str | None = None
    approve_above: str | None = None
    unknown_submit: str | None = None
    stop_at: str | None = None
    approve: str | None = None
    use_cache: bool | None = None
    story_parallel: bool | None = None
    music: str | None = None
    resolution: str | None = None
    fps: str | None = None
    codec: str | None = None
    fit: str | None = None
    transition: str | None = None
    transition_s: str | None = None
    captions: str | None = None
    loudness: str | None = None
