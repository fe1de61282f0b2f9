"""The folder of fonts that captions are burned with."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from infra.media.text import fonts


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_folder_holds_each_font_and_nothing_else(cache):
    folder = fonts.burn_fonts()
    assert folder.parent == cache
    assert sorted(path.name for path in folder.iterdir()) == sorted(font.name for font in fonts.font_files())
    for font in fonts.font_files():
        assert (folder / font.name).stat().st_size == font.stat().st_size
    assert fonts.burn_fonts() == folder
    assert list(cache.iterdir()) == [folder]


def test_a_font_that_was_cleared_away_or_cut_short_is_put_back(cache):
    folder = fonts.burn_fonts()
    first, second, _ = fonts.font_files()
    (folder / first.name).unlink()
    (folder / second.name).unlink()
    (folder / second.name).write_bytes(b"half")
    fonts.burn_fonts()
    assert (folder / first.name).read_bytes() == first.read_bytes()
    assert (folder / second.name).read_bytes() == second.read_bytes()


def test_two_processes_may_make_the_folder_at_once(cache):
    code = (
        "import sys, tempfile; tempfile.tempdir = sys.argv[1]\n"
        "from infra.media.text import fonts; print(fonts.burn_fonts())"
    )
    command = [sys.executable, "-c", code, str(cache)]
    root = Path(fonts.__file__).parents[3]
    both = [subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    folders = {process.communicate()[0].strip() for process in both}
    assert [process.returncode for process in both] == [0, 0]
    [folder] = folders
    assert len(list(Path(folder).iterdir())) == len(fonts.font_files())


def test_each_font_has_a_name_and_a_height_of_its_own():
    families = [fonts.family(font) for font in fonts.font_files()]
    assert len(set(families)) == 3
    assert all(family.startswith("Noto Sans") for family in families)
    for font in fonts.font_files():
        ascent, descent = fonts.metrics(font)
        assert 0.9 < ascent < 1.6
        assert 0.2 < descent < 0.9


def test_each_fonts_facts_are_what_every_table_of_it_says():
    for font in fonts.font_files():
        with TTFont(font) as tables:
            names = tables["name"].names
            assert fonts.family(font) in {str(n) for n in names if n.platformID == 3 and n.nameID == 1}
            em, heights = tables["head"].unitsPerEm, tables["OS/2"]
            assert fonts.metrics(font) == (heights.usWinAscent / em, heights.usWinDescent / em)
            maps = [table.cmap for table in tables["cmap"].tables if table.isUnicode() and table.format != 14]
            assert len(maps) > 1
            assert fonts.characters(font) == set().union(*maps)
