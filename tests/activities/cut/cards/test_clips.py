"""A card moves as quietly as it is meant to: it grows without a tremble, and comes and goes gently."""

import os
import subprocess
import sys

import numpy as np
from PIL import Image

from activities.cut.cards.clips import moving
from activities.cut.cards.motion import INK, Face, Motion, Rule
from tests.kit.still_cards import title_card


def test_a_title_grows_smoothly_and_stays_in_the_middle():
    face = Face(title_card("The Lamp", 640, 360), Rule(0, 0, 0))
    clip = moving(Motion(face, 1, 3.0))
    edges = []
    for frame in range(16, 56):
        columns = np.cumsum((clip.get_frame(frame / 24).astype(float).sum(2) - sum(INK)).sum(0))
        edges.append([np.interp(share * columns[-1], columns, range(len(columns))) for share in (0.1, 0.9)])
    left, right = np.array(edges).T
    grown = (right - left)[-1] / (right - left)[0]
    assert 1.01 < grown < 1.03
    for edge in (left, right):
        steady = np.polyval(np.polyfit(range(len(edge)), edge, 1), range(len(edge)))
        # A thirtieth of a pixel: letters that stepped from pixel to pixel would be off by half of one.
        assert np.abs(edge - steady).max() < 0.05
    assert abs((left[-1] - left[0]) + (right[-1] - right[0])) < 0.3


def test_the_rule_draws_itself_out_from_the_middle():
    blank = Image.new("RGB", (640, 360), INK)
    motion = Motion(Face(blank, Rule(200, 100, 2)), 1, 3.0)
    clip, left = moving(motion), motion.box[0]
    lengths = []
    for t in (0.3, 0.6, 0.9, 1.3, 2.0):
        lit = np.flatnonzero((clip.get_frame(t).max(2) > 100).any(0))
        lengths.append(len(lit))
        if len(lit):
            assert abs((lit[0] + lit[-1] + 1) / 2 + left - 320) <= 0.5
    assert lengths == sorted(lengths)
    assert lengths[0] == 0
    assert lengths[-1] >= 100


def test_the_rule_moves_by_fractions_of_a_pixel():
    rule, middle = Rule(200, 100, 2), np.array((320, 180))
    motion = Motion(Face(Image.new("RGB", (640, 360), INK), rule), 1, 3.0)
    clip = moving(motion)
    for frame in range(20, 56):
        t = frame / 24
        gold = (clip.get_frame(t).astype(float) - INK).sum(2)
        (left, top), rows = middle - motion.box[:2], gold.sum(1)
        columns = gold.sum(0) / gold.sum(0).max()
        grown = 1 + 0.03 * t / 3
        length = 100 * (1 - (1 - min(1.0, t - 0.3)) ** 3) * grown
        # On either side of the middle, the rule reaches as far as it should, to a fiftieth of a pixel.
        assert abs(columns[:left].sum() - length / 2) < 0.02
        assert abs(columns[left:].sum() - length / 2) < 0.02
        height = (rows * (np.arange(len(rows)) + 0.5)).sum() / rows.sum() - top
        assert abs(height - (21 * grown)) < 0.02


def test_a_moving_card_shows_what_its_still_shows():
    face = Face(title_card("The Lamp", 640, 360), Rule(0, 0, 0))
    motion = Motion(face, 1, 3.0)
    whole = np.full((360, 640, 3), INK, np.uint8)
    left, top, right, bottom = motion.box
    whole[top:bottom, left:right] = moving(motion).get_frame(1.5)
    away = tuple(edge * (1 - 1 / 1.015) / 2 for edge in (640, 360))
    box = (away[0], away[1], 640 - away[0], 360 - away[1])
    still = np.asarray(face.letters.resize((640, 360), Image.Resampling.BICUBIC, box=box))
    assert np.abs(whole.astype(int) - still).max() <= 2


def test_a_card_comes_as_gently_as_it_goes():
    face = Face(title_card("The Lamp", 640, 360), Rule(0, 0, 0))
    clip = moving(Motion(face, 1, 3.0))
    seen = {}
    for frame in (*range(16), *range(57, 72)):
        seen[frame] = (clip.get_frame(frame / 24).astype(int) - INK).max() / (240 - 17)
    assert seen[0] == 0
    assert seen[15] > 0.99
    # Slow, fast, slow: no step near either end is as large as the one in the middle.
    steps = np.diff([seen[frame] for frame in range(16)])
    assert steps[0] < 0.03 < 0.09 < steps[7] < 0.13
    assert steps[13] < 0.04
    assert all(abs(seen[frame] - seen[72 - frame]) < 0.02 for frame in range(1, 15))


def test_moviepy_loads_only_when_a_card_moves_and_loads_no_env_file(tmp_path):
    (tmp_path / ".env").write_text("LONGTAKE_FROM_A_DOTENV=1")
    script = (
        f"import os, sys, dotenv; dotenv.find_dotenv = lambda: {str(tmp_path / '.env')!r}\n"
        "import activities.cut.cards.cards, activities.cut.papers.poster\n"
        "print('moviepy' in sys.modules)\n"
        "import activities.cut.cards.clips\n"
        "print('moviepy' in sys.modules, 'LONGTAKE_FROM_A_DOTENV' in os.environ)"
    )
    clean = {name: value for name, value in os.environ.items() if name != "PYTHON_DOTENV_DISABLED"}
    ran = subprocess.run(
        [sys.executable, "-c", script], env=clean, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["False", "True", "False"]
