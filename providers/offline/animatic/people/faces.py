"""Faces, from a dot in the distance to a pair of eyes that fills the frame."""

import math

from models.story.moods import MoodFamily
from providers.offline.animatic.canvas import Point, smooth
from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.people.hair import beard, hair_from_behind, hair_in_front
from providers.offline.animatic.people.hats import covers, paint_hat
from providers.offline.animatic.people.heads import Head
from providers.offline.animatic.people.hoods import HIDING

_SMILE: dict[MoodFamily, float] = {
    "calm": 0.35, "warm": 0.8, "joyful": 1.0, "epic": 0.1, "tense": -0.35, "mysterious": 0.0, "sad": -0.8,
}  # fmt: skip
_OUTLINE = (
    (0.0, 0.50),
    (0.22, 0.45),
    (0.34, 0.26),
    (0.36, 0.02),
    (0.33, -0.20),
    (0.21, -0.40),
    (0.08, -0.49),
)
_CHILDS = (
    (0.0, 0.50),
    (0.24, 0.45),
    (0.36, 0.26),
    (0.38, 0.0),
    (0.375, -0.20),
    (0.27, -0.40),
    (0.09, -0.48),
)
_FRECKLES = (
    (0.062, -0.060), (0.096, -0.092), (0.128, -0.064), (0.158, -0.098), (0.190, -0.072), (0.080, -0.126), (0.116, -0.136), (0.150, -0.142), (0.182, -0.122),
    (0.214, -0.104), (0.020, -0.050), (0.026, -0.094),
)  # fmt: skip


def paint_face(head: Head, mood: MoodFamily) -> None:
    """The face and the hair in front of it; from behind where it is seen so."""
    outline = _outline(head)
    if head.back:
        head.canvas.polygon(
            outline, shade(head.skin, -0.1) if head.look.style in ("bald", "receding") else head.hair
        )
        hair_from_behind(head)
        paint_hat(head)
        return
    if head.look.style not in ("long", "bob", "long-curls") and head.look.hat not in HIDING:
        for side in (-1, 1):
            if side * head.turn < 0.5:
                head.dot(side * 0.36 - head.turn * 0.06, -0.02, 0.055, 0.085, shade(head.skin, -0.12))
    head.canvas.polygon(outline, head.skin)
    _shade_side(head, outline)
    if head.size > 24:
        (_childs_face if head.look.child else _face)(head, mood)
    if head.size > 70:
        _skin_marks(head)
    if head.look.beard:
        beard(head)
    hair_in_front(head)
    if head.look.glasses and head.size > 30:
        _glasses(head)
    paint_hat(head)


def _skin_marks(head: Head) -> None:
    """Freckles, and the lines of age."""
    t = head.turn
    if head.look.freckles:
        for side in (-1, 1):
            for x, y in _FRECKLES:
                head.dot(side * x + t * 0.15, y + 0.006 * side, 0.009, 0.008, shade(head.skin, -0.34), 0.75)
    if head.look.old:
        line, thick = shade(head.skin, -0.26), max(1.0, head.size * 0.007)
        for side in (-1, 1):
            squeeze = 1 - 0.3 * max(0.0, side * t)
            cheek = [
                (t * 0.16 + side * 0.085 * squeeze, -0.155),
                (t * 0.16 + side * 0.135 * squeeze, -0.21),
                (t * 0.16 + side * 0.14 * squeeze, -0.28),
            ]
            head.canvas.line([head.at(*p) for p in smooth(cheek, closed=False)], line, thick)
            for lift in (0.03, -0.02):
                eye = (t * 0.15 + side * 0.235 * squeeze, 0.0)
                head.canvas.line(
                    [head.at(*eye), head.at(eye[0] + side * 0.045 * squeeze, eye[1] + lift)], line, thick
                )
        for y in (0.235, 0.275):
            if not covers(head):
                head.canvas.line(
                    [head.at(t * 0.1 - 0.11, y), head.at(t * 0.1, y + 0.012), head.at(t * 0.1 + 0.11, y)],
                    shade(head.skin, -0.16),
                    thick,
                )


def _outline(head: Head) -> list[Point]:
    t, half = head.turn, _CHILDS if head.look.child else _OUTLINE
    right = [(x + t * (0.05 if y < -0.1 else -0.02), y) for x, y in half]
    left = [(-x + t * (0.07 if y < -0.1 else -0.02), y) for x, y in reversed(half[1:])]
    return smooth([head.at(x, y) for x, y in right + left])


def _shade_side(head: Head, outline: list[Point]) -> None:
    """The cheek away from the light."""
    edge = head.x + (head.shadow * 0.13 + head.turn * 0.10) * head.size
    side = sorted(((x, y) for x, y in outline if (x - edge) * head.shadow > 0), key=lambda point: point[1])
    if len(side) < 3:
        return
    crown, chin = side[0][1], side[-1][1]
    inner = smooth(
        [
            (edge, chin),
            (edge + head.shadow * 0.10 * head.size, (crown + chin) / 2 + 0.08 * head.size),
            (edge - head.shadow * 0.02 * head.size, crown + 0.3 * head.size),
            (edge, crown),
        ],
        closed=False,
    )
    head.canvas.polygon([*side, *inner], shade(head.skin, -0.30), 0.42)


def _face(head: Head, mood: MoodFamily) -> None:
    t, s = head.turn, head.size
    ink = mix(head.stage.palette.ink, head.skin, 0.12)
    smile = _SMILE[mood]
    worried = mood in ("sad", "tense")
    for side in (-1, 1):
        squeeze = 1 - 0.32 * max(0.0, side * t)
        x = t * 0.15 + side * 0.155 * squeeze
        _eye(head, x, 0.0, 0.066 * squeeze, t, ink)
        inner, outer = (
            (0.125, 0.105) if mood == "sad" else (0.095, 0.125) if mood == "tense" else (0.12, 0.115)
        )
        brow = [
            (x - side * 0.08 * squeeze, inner),
            (x + side * 0.01, 0.142 if not worried else 0.122),
            (x + side * 0.095 * squeeze, outer),
        ]
        head.canvas.line(
            [head.at(*p) for p in smooth(brow, closed=False)], shade(head.hair, -0.1), max(1.0, s * 0.026)
        )
        if not worried:
            blush = 0.16 if s < head.stage.height else 0.07
            head.dot(x + side * 0.02, -0.15, 0.07, 0.045, (226, 96, 84), blush)
    nose = [
        (t * 0.17, 0.0),
        (t * 0.17 + (0.055 if t >= 0 else -0.055), -0.15),
        (t * 0.16 - (0.03 if t >= 0 else -0.03), -0.165),
    ]
    head.canvas.polygon([head.at(*p) for p in smooth(nose)], shade(head.skin, -0.26), 0.42)
    mouth = [
        (t * 0.15 - 0.095, -0.265 + 0.028 * smile),
        (t * 0.16, -0.272 - 0.026 * smile),
        (t * 0.15 + 0.095, -0.265 + 0.028 * smile),
    ]
    lips = mix(head.skin, (150, 48, 48), 0.6)
    head.canvas.line([head.at(*p) for p in smooth(mouth, closed=False)], lips, max(1.0, s * 0.020))
    head.canvas.line(
        [head.at(t * 0.16 - 0.04, -0.33), head.at(t * 0.16 + 0.04, -0.33)],
        shade(head.skin, -0.14),
        max(1.0, s * 0.012),
    )


def _childs_face(head: Head, mood: MoodFamily) -> None:
    """Large round eyes low in the head, faint brows, a button of a nose and a small mouth in the skin's own colour."""
    t, s, smile = head.turn, head.size, _SMILE[mood]
    ink = mix(head.stage.palette.ink, head.skin, 0.12)
    iris = head.stage.lit(head.look.eyes or mix(head.look.hair, (96, 84, 66), 0.55))
    for side in (-1, 1):
        squeeze = 1 - 0.32 * max(0.0, side * t)
        x, y = t * 0.15 + side * 0.165 * squeeze, -0.06
        if s < 60:
            head.dot(x, y, 0.034, 0.046, ink)
        else:
            gaze = x + t * 0.012
            head.dot(x, y, 0.066 * squeeze, 0.070, mix((250, 248, 244), head.skin, 0.12))
            head.dot(gaze, y, 0.048 * squeeze, 0.058, iris)
            head.dot(gaze, y, 0.028 * squeeze, 0.036, ink)
            head.dot(gaze + 0.018 * -head.shadow, y + 0.024, 0.013, 0.013, (255, 255, 255))
        lift = 0.02 if mood in ("sad", "tense") else 0.0
        brow = [
            (x - side * 0.06 * squeeze, y + 0.122 + lift),
            (x, y + 0.142),
            (x + side * 0.07 * squeeze, y + 0.120 - lift),
        ]
        faint = mix(head.hair, head.skin, 0.35)
        head.canvas.line([head.at(*p) for p in smooth(brow, closed=False)], faint, max(1.0, s * 0.016))
        head.dot(x + side * 0.05, -0.20, 0.07, 0.05, (226, 96, 84), 0.14)
    head.dot(t * 0.18, -0.165, 0.026, 0.020, shade(head.skin, -0.22), 0.7)
    mouth = [
        (t * 0.16 - 0.062, -0.290 + 0.024 * smile),
        (t * 0.16, -0.296 - 0.020 * smile),
        (t * 0.16 + 0.062, -0.290 + 0.024 * smile),
    ]
    lips = mix(shade(head.skin, -0.42), (120, 60, 52), 0.25)
    head.canvas.line([head.at(*p) for p in smooth(mouth, closed=False)], lips, max(1.0, s * 0.017))


def _eye(head: Head, x: float, y: float, half: float, turn: float, ink: RGB) -> None:
    s = head.size
    if s < 110:
        head.dot(x + turn * 0.01, y, 0.026, 0.036, ink)
        return
    lid = [
        (x - half, y - 0.004),
        (x - half * 0.4, y + 0.034),
        (x + half * 0.45, y + 0.033),
        (x + half, y - 0.002),
    ]
    low = [(x + half * 0.4, y - 0.026), (x - half * 0.4, y - 0.027)]
    head.canvas.polygon([head.at(*p) for p in smooth([*lid, *low])], mix((250, 248, 244), head.skin, 0.18))
    iris = head.stage.lit(head.look.eyes or mix(head.look.hair, (96, 84, 66), 0.55))
    gaze = x + turn * 0.016
    head.dot(gaze, y + 0.003, 0.031, 0.031, iris)
    head.dot(gaze, y + 0.003, 0.017, 0.017, ink)
    head.dot(gaze + 0.011 * -head.shadow, y + 0.015, 0.008, 0.008, (255, 255, 255))
    upper = [
        *lid,
        (lid[3][0] + 0.004, y + 0.012),
        (x + half * 0.45, y + 0.052),
        (x - half * 0.4, y + 0.052),
    ]
    head.canvas.polygon([head.at(*p) for p in smooth(upper)], head.skin)
    head.canvas.line([head.at(*p) for p in smooth(lid, closed=False)], ink, max(1.2, s * 0.013))
    crease = [(x - half * 0.8, y + 0.034), (x, y + 0.063), (x + half * 0.85, y + 0.036)]
    head.canvas.line(
        [head.at(*p) for p in smooth(crease, closed=False)], shade(head.skin, -0.22), max(1.0, s * 0.006)
    )


def _glasses(head: Head) -> None:
    ink, t = head.stage.palette.ink, head.turn
    for side in (-1, 1):
        x = t * 0.15 + side * 0.155 * (1 - 0.32 * max(0.0, side * t))
        ring = [
            head.at(x + math.cos(a / 24 * math.tau) * 0.108, -0.005 + math.sin(a / 24 * math.tau) * 0.095)
            for a in range(25)
        ]
        head.canvas.line(ring, ink, max(1.0, head.size * 0.016))
    head.canvas.line(
        [head.at(t * 0.15 - 0.05, 0.01), head.at(t * 0.15 + 0.05, 0.01)], ink, max(1.0, head.size * 0.016)
    )
