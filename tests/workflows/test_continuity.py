"""A film with continuity: each shot of a scene opens with the last frame of the one before it."""

from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from models.brief import Brief
from models.film.decisions import Decision
from models.film.view import FilmView
from models.orders.assets import Asset
from models.shots.takes import Change
from studio.service.film.folder import write_folder
from studio.service.film.retakes import changed_film
from tests.kit.ffmpeg_run import run
from tests.kit.hosted import PRICE, by_vendor
from tests.kit.providers import renders
from tests.kit.studio import StudioKit, short_shots
from tests.kit.vendor import Fault
from tests.kit.vendor_process import Vendor


def connected(*words: str, elsewhere: int = 0) -> Brief:
    """A film of one scene; from the shot of the number `elsewhere` on it is another one."""
    brief = short_shots(*words)
    shots = tuple(
        shot.model_copy(update={"landscapes": ("the hill",)})
        if elsewhere and shot.shot_number >= elsewhere
        else shot
        for shot in brief.shots
    )
    return brief.model_copy(update={"shots": shots, "continuity": True})


def asset_file(studio: StudioKit, asset: Asset | None) -> Path:
    assert asset is not None
    return studio.store.open_file(asset.blob)


def frame(studio: StudioKit, clip: Asset | None, number: int, into: Path) -> Image.Image:
    """One frame of a clip, from 0; the last one for -1."""
    assert clip is not None
    at = clip.frames + number if number < 0 else number
    file = into / f"{clip.blob.sha256[:8]}-{number}.png"
    select = f"select=eq(n\\,{at})"
    run(
        ["-i", str(asset_file(studio, clip)), "-vf", select, "-frames:v", "1", "-y", str(file)],
        what="A frame",
    )
    return Image.open(file).convert("RGB")


def apart(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are from each other, the mean of their differences from 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other.resize(one.size))).mean) / 3


async def retaken(studio: StudioKit, film: str, *changes: Change) -> FilmView:
    await studio.start(await changed_film(studio, film, changes, auto=True, budget=None), film)
    await studio.client.get_workflow_handle(film).result()
    return await studio.view(film)


async def test_a_shot_of_a_scene_opens_as_the_one_before_ends_and_the_next_scene_with_its_own_picture(
    studio: StudioKit, film: str, tmp_path: Path
) -> None:
    view = await studio.make(connected("a quay", "a boat", "a storm", "a barn", elsewhere=4), film)
    assert view.verdict == "finished"
    shots = view.shots
    assert [shot.follows for shot in shots] == ["", "shot_001", "shot_002", ""]
    for before, shot in ((shots[0], shots[1]), (shots[1], shots[2])):
        assert shot.opening is not None
        opens = frame(studio, shot.conformed, 0, tmp_path)
        own = Image.open(asset_file(studio, shot.keyframe)).convert("RGB")
        ended = frame(studio, before.conformed, -1, tmp_path)
        assert apart(opens, ended) < 4 < apart(opens, own)
    assert shots[3].opening is None
    own = Image.open(asset_file(studio, shots[3].keyframe)).convert("RGB")
    assert apart(frame(studio, shots[3].conformed, 0, tmp_path), own) < 4
    write_folder(view, studio.store, tmp_path / "film")
    assert (tmp_path / "film/shots/shot_002/opening.png").exists()
    assert not (tmp_path / "film/shots/shot_004/opening.png").exists()


async def test_the_board_marks_each_shot_that_opens_otherwise_than_the_picture_that_is_approved(
    studio: StudioKit, film: str
) -> None:
    plain = connected("a quay", "a boat").model_copy(update={"continuity": False})
    without = await studio.at_gate(plain, f"{film}-without")
    marked = await studio.at_gate(connected("a quay", "a boat"), film)
    assert "opens as shot_001 ends" in await studio.details(film)
    assert "opens as" not in await studio.details(f"{film}-without")
    with_mark, bare = (
        Image.open(studio.store.open_file(view.documents["storyboard.png"])) for view in (marked, without)
    )
    below = (0, with_mark.height // 4, with_mark.width, with_mark.height)
    box = ImageChops.difference(
        with_mark.convert("RGB").crop(below), bare.convert("RGB").crop(below)
    ).getbbox()
    assert box is not None and box[0] > with_mark.width // 3, "the mark is on the second picture alone"
    assert [view.keyframe.blob for view in marked.shots if view.keyframe] == [
        view.keyframe.blob for view in without.shots if view.keyframe
    ]


async def test_without_continuity_every_shot_opens_with_its_own_picture(studio: StudioKit, film: str) -> None:
    brief = connected("a quay", "a boat").model_copy(update={"continuity": False})
    view = await studio.make(brief, film)
    assert [(shot.follows, shot.opening) for shot in view.shots] == [("", None)] * 2


async def test_a_retake_leaves_the_shot_after_it_as_it_is_and_says_that_it_is_stale(
    studio: StudioKit, film: str
) -> None:
    first = await studio.make(connected("a quay", "a boat", "a storm"), film)
    second = await retaken(studio, film, Change(shot_id="1", note="closer", by="ann"))
    assert second.shots[0].clip != first.shots[0].clip
    assert [shot.clip for shot in second.shots[1:]] == [shot.clip for shot in first.shots[1:]]
    assert [shot.stale for shot in second.shots] == [(), ("shot_001",), ()]
    assert any(f"longtake retake {film} shot_002" in note for note in second.notes)
    back = await retaken(studio, film, Change(shot_id="1", use=1, by="ann"))
    assert [shot.stale for shot in back.shots] == [(), (), ()]
    assert back.documents["film.mp4"] == first.documents["film.mp4"]


async def test_a_stale_shot_that_is_retaken_opens_as_the_new_take_ends(
    studio: StudioKit, film: str, tmp_path: Path
) -> None:
    await studio.make(connected("a quay", "a boat"), film)
    await retaken(studio, film, Change(shot_id="1", note="closer", by="ann"))
    view = await retaken(studio, film, Change(shot_id="2", note="closer", by="ann"))
    assert [shot.stale for shot in view.shots] == [(), ()]
    ended = frame(studio, view.shots[0].conformed, -1, tmp_path)
    assert apart(frame(studio, view.shots[1].conformed, 0, tmp_path), ended) < 4


async def test_a_film_that_is_made_again_finds_every_clip_of_its_scenes(studio: StudioKit, film: str) -> None:
    first = await studio.make(connected("a quay", "a boat", "a storm"), film)
    count = len(renders(studio.journal))
    second = await studio.make(connected("a quay", "a boat", "a storm"), f"{film}-again")
    assert len(renders(studio.journal)) == count
    assert [shot.clip and shot.clip.blob for shot in second.shots] == [
        shot.clip and shot.clip.blob for shot in first.shots
    ]


async def test_a_shot_that_is_redrawn_at_the_gate_before_it_is_made_changes_how_the_next_one_opens(
    studio: StudioKit, film: str, tmp_path: Path
) -> None:
    await studio.at_gate(connected("a quay", "a boat"), film)
    await studio.decide(film, Decision(kind="revise", by="ann", shot="2", note="on another hill at night"))
    view = await studio.until(film, lambda view: view.board == 2)
    assert view.shots[1].shot.time_of_day == "night"
    assert view.shots[1].follows == "", "another hour is another scene"
    await studio.decide(film, Decision(kind="approve", by="ann", board=2))
    await studio.client.get_workflow_handle(film).result()
    view = await studio.view(film)
    assert view.shots[1].opening is None


async def test_where_the_shot_before_has_no_clip_the_next_one_opens_with_its_own_picture_and_that_is_said(
    stepped: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="job", how="fail", word="a quay"))
    view = await stepped.make(by_vendor(connected("a quay", "a boat", "a storm"), "video"), film)
    assert view.verdict == "finished with 1 shot missing"
    assert "shot_002 opens with its own picture: shot_001 has no clip" in view.notes
    stills = {job["asked"]["prompt"]: job["asked"]["still"] for job in vendor.accepted}
    second, third = view.shots[1], view.shots[2]
    assert second.keyframe and stills["a boat"] == second.keyframe.blob.sha256
    assert third.opening and stills["a storm"] == third.opening.frame.blob.sha256


async def test_the_shots_of_a_scene_are_at_the_vendor_one_after_another_and_each_is_paid_once(
    stepped: StudioKit, vendor: Vendor, film: str
) -> None:
    brief = by_vendor(connected("a quay", "a boat", "a storm"), "video")
    await stepped.begin(brief, film, approve="auto", budget=str(PRICE))
    await stepped.until(film, lambda view: bool(view.needs))
    assert vendor.accepted == [], "no more is asked for than may be paid"
    await stepped.decide(film, Decision(kind="budget", usd="1", by="ann"))
    await stepped.client.get_workflow_handle(film).result()
    view = await stepped.view(film)
    assert view.verdict == "finished"
    assert [job["asked"]["prompt"] for job in vendor.accepted] == ["a quay", "a boat", "a storm"]
    assert view.spent == vendor.billed == 3 * PRICE
