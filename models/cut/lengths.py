"""How long things last in a film: its frames a second, its cards, and what a voice needs around it."""

import math

FPS = 24
"""Frames a second in which films are planned, and of every clip, card and film that asks for nothing else."""

VOICE_LEAD_S = 0.25
"""Seconds of picture before a shot's voice begins."""
VOICE_TAIL_S = 0.35
"""Seconds of picture after a shot's voice has ended."""
AROUND_VOICE_S = VOICE_LEAD_S + VOICE_TAIL_S
"""Seconds of a shot in which its voice is not heard, at the least."""

USUAL_SHOT_S = 5.0
"""How long a shot is where nothing is said of it, in seconds."""
PLANNED_SHOT_S = (3.0, 7.0)
"""The shortest and the longest shot that a writer plans by itself."""
ASKED_SHOT_S = (1.0, 60.0)
"""The shortest and the longest shot that a person may ask for."""


def frames_of(seconds: float, fps: int = FPS) -> int:
    """The whole frames nearest to `seconds`; at least one."""
    return max(1, round(seconds * fps))


def spoken_s(voice_s: float) -> float:
    """The seconds of picture that a voice of `voice_s` seconds needs; none for no voice."""
    return VOICE_LEAD_S + voice_s + VOICE_TAIL_S if voice_s else 0.0


def clip_frames(planned_s: float, voice_s: float, fps: int = FPS, handle: int = 0) -> int:
    """How many frames a shot needs: as planned, or longer when its voice needs longer, and its handle."""
    return frames_of(max(planned_s, spoken_s(voice_s)), fps) + handle


def measured_frames(clip_s: float, voice_s: float, fps: int = FPS, handle: int = 0) -> int:
    """How many frames a shot has in the film: those of its clip, or more when its measured voice needs more."""
    spoken = clip_frames(0.0, voice_s, fps, handle) if voice_s else 1
    return max(frames_of(clip_s, fps), spoken)


def chained_frames(frames: int, fps: int, longest_s: float | None) -> tuple[int, ...]:
    """The frames of each clip that one of `frames` frames is made of, where none is longer than `longest_s` seconds.

    All but the last are as long as can be: vendors bill whole lengths, and this way the fewest of them.
    """
    most = frames if longest_s is None else max(1, math.floor(longest_s * fps + 1e-6))
    whole, rest = divmod(frames, most)
    return (most,) * whole + ((rest,) if rest else ())


def card_seconds(film_s: float) -> tuple[float, float]:
    """Lengths in seconds of the title and end card of a film of `film_s` seconds."""
    return min(3.0, max(1.5, film_s * 0.08)), min(2.5, max(1.5, film_s * 0.06))


def story_seconds(film_s: float) -> float:
    """What the title and the end card leave of a film of `film_s` seconds for its story, in seconds of whole frames."""
    title_s, end_s = card_seconds(film_s)
    return (frames_of(film_s) - frames_of(title_s) - frames_of(end_s)) / FPS
