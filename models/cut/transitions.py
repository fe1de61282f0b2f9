"""Transitions: which there are, and how long one lasts."""

from typing import Literal

TransitionKind = Literal[
    "cut", "crossfade", "fade-black", "fade-white", "wipe-left", "wipe-right", "slide-left", "slide-right"
]

FilmTransition = Literal["auto", TransitionKind]
"""`auto` crossfades where the place or the time of day changes, cuts elsewhere, and fades to black at the end."""

TRANSITION_S, SHORTEST_S, LONGEST_S = 0.5, 0.1, 2.0
"""Seconds of every transition of a film, crossfades among them, where nobody says how long; and the bounds."""
