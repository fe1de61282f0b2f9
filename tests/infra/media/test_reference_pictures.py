"""A picture that a person hands in: upright, bare, bounded, and the same bytes every time; or one sentence about why not."""

from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from infra.media.intake.reference_pictures import LONGEST_PIXELS, check_reference, read_reference
from models.errors import BadInput, BrokenMedia, MediaError

SIZE = (160, 120)
SIDEWAYS = 6
ORIENTATION, MAKER = 0x0112, 0x010F


def face(size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture whose upper left corner is red."""
    picture = Image.new("RGB", size, "navy")
    picture.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    return picture


def read(path: Path, into: Path) -> Image.Image:
    """What is stored of a file, opened again."""
    data, suffix = read_reference(path)
    into = into / f"stored{suffix}"
    into.write_bytes(data)
    return Image.open(into)


def colour(picture: Image.Image, at: tuple[int, int] = (5, 5)) -> tuple[int, ...]:
    """Red, green and blue of a pixel."""
    return tuple(picture.convert("RGB").tobytes()[3 * (at[1] * picture.width + at[0]) :][:3])


def test_a_photograph_taken_sideways_is_set_upright_and_tells_nothing_of_where_it_was_taken(
    tmp_path: Path,
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = SIDEWAYS, "A camera of Ann's"
    face().save(tmp_path / "emma.jpg", exif=exif, comment=b"at home")
    stored = read(tmp_path / "emma.jpg", tmp_path)
    assert stored.size == (SIZE[1], SIZE[0])
    red, green, _ = colour(stored, (SIZE[1] - 10, 10))
    assert red > 200 > 60 > green, "what was on the upper left is on the upper right"
    assert not stored.getexif()
    assert b"camera" not in (tmp_path / "stored.jpg").read_bytes()
    assert b"at home" not in (tmp_path / "stored.jpg").read_bytes()


def test_the_same_picture_is_the_same_bytes_and_a_png_that_was_stored_is_stored_as_it_is(
    tmp_path: Path,
) -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Ann")
    face().save(tmp_path / "emma.png", pnginfo=told)
    first, suffix = read_reference(tmp_path / "emma.png")
    assert (first, suffix) == read_reference(tmp_path / "emma.png")
    (tmp_path / "again.png").write_bytes(first)
    assert read_reference(tmp_path / "again.png") == (first, ".png")
    assert b"Ann" not in first


@pytest.mark.parametrize(("name", "suffix"), [("a.png", ".png"), ("a.jpg", ".jpg"), ("a.webp", ".jpg")])
def test_a_large_picture_is_brought_to_a_sane_size(name: str, suffix: str, tmp_path: Path) -> None:
    face((3000, 1500)).save(tmp_path / name)
    stored = read(tmp_path / name, tmp_path)
    assert stored.size == (LONGEST_PIXELS, LONGEST_PIXELS // 2)
    check_reference(tmp_path / f"stored{suffix}", 1)


def test_what_is_transparent_is_grey_and_sixteen_bits_are_not_cut_off(tmp_path: Path) -> None:
    Image.new("RGBA", SIZE, (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert colour(read(tmp_path / "clear.png", tmp_path)) == (235, 235, 235)
    Image.new("I;16", SIZE, 0x8000).save(tmp_path / "deep.png")
    assert colour(read(tmp_path / "deep.png", tmp_path)) == (128, 128, 128)
    Image.new("CMYK", SIZE, (0, 255, 255, 0)).save(tmp_path / "print.jpg")
    red, green, _ = colour(read(tmp_path / "print.jpg", tmp_path))
    assert red > 200 > 60 > green
    Image.new("P", SIZE, 0).save(tmp_path / "palette.png")
    assert read(tmp_path / "palette.png", tmp_path).mode == "RGB"


def test_broken_metadata_makes_no_picture_useless(tmp_path: Path) -> None:
    face().save(tmp_path / "emma.jpg", exif=b"Exif\x00\x00MM\x00*\x00\x00\xff\xff" + b"\xff" * 40)
    assert read(tmp_path / "emma.jpg", tmp_path).size == SIZE


def test_a_telephones_jpeg_with_a_second_picture_in_it_is_a_still(tmp_path: Path) -> None:
    face().save(tmp_path / "emma.mpo", save_all=True, append_images=[face((80, 80))])
    (tmp_path / "emma.mpo").rename(tmp_path / "emma.jpg")
    assert read(tmp_path / "emma.jpg", tmp_path).size == SIZE


@pytest.mark.parametrize("name", ["a.webp", "a.png"])
def test_what_moves_is_refused(name: str, tmp_path: Path) -> None:
    face().save(tmp_path / name, save_all=True, append_images=[Image.new("RGB", SIZE, "white")])
    with pytest.raises(BrokenMedia, match=rf"^{name} moves: give a still picture\.$"):
        read_reference(tmp_path / name)
    with pytest.raises(BrokenMedia, match="moves"):
        check_reference(tmp_path / name, 1)


def test_a_gif_a_text_and_half_a_picture_are_no_pictures(tmp_path: Path) -> None:
    face().save(tmp_path / "a.gif")
    (tmp_path / "b.jpg").write_text("I am a picture.")
    face().save(tmp_path / "c.png")
    whole = (tmp_path / "c.png").read_bytes()
    (tmp_path / "c.png").write_bytes(whole[: len(whole) // 2])
    for name in ("a.gif", "b.jpg"):
        with pytest.raises(BrokenMedia, match="give PNG, JPEG or WebP"):
            read_reference(tmp_path / name)
    with pytest.raises(MediaError, match=r"c\.png is not a whole picture"):
        read_reference(tmp_path / "c.png")
    with pytest.raises(BrokenMedia, match="give PNG, JPEG or WebP"):
        check_reference(tmp_path / "a.gif", 1)


def test_one_of_two_hundred_megabytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(BadInput, match=r"huge\.png has 200\.0 MB: 64 MB is the most\.$"):
        read_reference(tmp_path / "huge.png")
    with pytest.raises(BrokenMedia, match="64 MB is the most"):
        check_reference(tmp_path / "huge.png", 200 * 2**20)


@pytest.mark.parametrize(
    ("size", "sentence"),
    [((63, 400), "has 63×400 pixels"), ((66, 4000), "crop it"), ((9000, 9000), "is the most that a picture")],
)
def test_a_picture_of_an_absurd_size_is_refused(size: tuple[int, int], sentence: str, tmp_path: Path) -> None:
    Image.new("1", size).save(tmp_path / "odd.png")
    with pytest.raises(BrokenMedia, match=sentence):
        read_reference(tmp_path / "odd.png")
