"""Where a film is released to, as a person names it, and as a workflow is given it."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.errors import BadInput
from models.orders.assets import Blob
from models.releases.release import ReleaseRequest, goes_along
from models.releases.target import Target, read_target
from models.releases.words import Words


def test_targets_are_told_apart_by_their_marks() -> None:
    targets = [
        read_target(text, "--to")
        for text in ("youtube", "/films/a", "/films/b", "s3://films/a", "s3://films/a/")
    ]
    marks = [target.mark for target in targets]
    assert marks[0] == "youtube"
    assert len(set(marks)) == 4
    assert marks[3] == marks[4], "a slash at the end changes nothing"
    assert (targets[3].bucket.name, targets[3].bucket.prefix) == ("films", "a/")


@pytest.mark.parametrize(
    "text", ["s3://", "s3://A/b", "s3://films/../x", "https://example.org/a", "vimeo://x", "films", ""]
)
def test_what_is_no_target_is_a_sentence(text: str) -> None:
    with pytest.raises(BadInput, match="--to"):
        read_target(text, "--to")


@pytest.mark.parametrize("kind", ["folder", "s3", "youtube"])
def test_a_workflow_is_given_no_place_that_a_person_could_not_name(kind: str) -> None:
    with pytest.raises(ValidationError):
        Target.model_validate({"kind": kind, "place": "../x"})


def test_a_request_has_a_film_and_is_published_later_from_private_alone() -> None:
    blob = Blob(sha256="1" * 64, suffix=".mp4", size=7)
    given: dict[str, Any] = {
        "film_id": "door",
        "target": Target(kind="youtube"),
        "words": Words(title="The Door"),
    }
    assert ReleaseRequest(**given, files={"film.mp4": blob}).film == blob
    wrongs: tuple[dict[str, Any], ...] = (
        {"files": {}},
        {"files": {"film.mp4": blob}, "film_id": "../door"},
        {"files": {"../film.mp4": blob}},
        {"files": {"film.mp4": blob, "run.desktop": blob}},
        {"files": {"film.mp4": blob}, "privacy": "public", "publish_at": "2030-01-01T00:00:00Z"},
        {"files": {"film.mp4": blob}, "publish_at": "tomorrow"},
        {"files": {"film.mp4": blob}, "publish_at": "2030-01-01T00:00:00"},
    )
    for wrong in wrongs:
        with pytest.raises(ValidationError):
            ReleaseRequest(**{**given, **wrong})


def test_subtitles_are_known_by_their_names_and_have_a_language_each() -> None:
    blob, empty = (Blob(sha256=digit * 64, suffix=".srt", size=size) for digit, size in (("1", 7), ("2", 0)))
    files = {
        "film.mp4": blob,
        "film.srt": blob,
        "film.vtt": blob,
        "film.pt-BR.srt": blob,
        "film.fr.srt": empty,
    }
    request = ReleaseRequest(
        film_id="door",
        target=Target(kind="youtube"),
        words=Words(title="The Door"),
        files=files,
        language="en",
    )
    assert [(one.place, one.language) for one in request.subtitles()] == [
        ("film.pt-BR.srt", "pt-BR"),
        ("film.srt", "en"),
    ]
    assert [place for place in ("film.mp4", "score.wav", "film.x.sh", "run.desktop", "report.json") if goes_along(place)] == [
        "film.mp4", "report.json",
    ]  # fmt: skip
