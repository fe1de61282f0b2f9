"""The film's papers: `story.json`, `shots.json` and `report.json`, as bytes."""

import json
from typing import Any

from activities.contracts import StoryDocuments
from models.film import FilmView, ShotView
from models.money import ZERO, plain
from models.writing import StageRecord


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def story_papers(documents: StoryDocuments) -> dict[str, bytes]:
    """What the story stage leaves: the document of all stages, and the shot list `--shots` reads back."""
    shots = [shot.model_dump(mode="json") for shot in documents.shots]
    return {
        "story.json": _json(documents.document.model_dump(mode="json", exclude_none=True)),
        "shots.json": _json(shots),
    }


def report(view: FilmView) -> dict[str, Any]:
    """The film in figures, for people and programs."""
    return {
        "id": view.film_id,
        "title": view.title,
        "status": view.verdict,
        "reason": view.reason,
        "brief_digest": view.brief_digest,
        "seconds": view.film_seconds,
        "frames": view.film_frames,
        "size": [view.width, view.height],
        "spent_usd": plain(view.spent),
        "budget_usd": None if view.budget is None else plain(view.budget),
        "board": view.board,
        "approved_board": view.approved_board,
        "missing": [{"shot": shot.shot.shot_id, "reason": shot.missing} for shot in view.missing],
        "notes": list(view.notes),
        "shots": [_shot(shot) for shot in view.shots],
        "story": _story(view),
        "decisions": [record.model_dump(mode="json", exclude_defaults=True) for record in view.decisions],
        "stages": [stage.model_dump() for stage in view.stages],
        "files": sorted(view.folder()),
    }


def _story(view: FilmView) -> dict[str, Any]:
    """Stage by stage who wrote the story, what fell back, and what it took; empty where no model was asked."""
    if not view.writing:
        return {}
    calls = [call for record in view.writing for call in record.calls]
    return {
        "usd": plain(sum((call.cost for call in calls), ZERO)),
        "calls": len(calls),
        "lost_calls": sum(call.lost for call in calls),
        "input_tokens": sum(call.input_tokens for call in calls),
        "output_tokens": sum(call.output_tokens for call in calls),
        "tokens_saved_by_toon": sum(call.toon_saved for call in calls),
        "stages": [_stage(record) for record in view.writing],
    }


def _stage(record: StageRecord) -> dict[str, Any]:
    return {
        "stage": record.stage,
        "part": record.part + 1,
        "writer": record.writer,
        "fell_back": record.fell_back,
        "usd": plain(record.cost),
        "input_tokens": sum(call.input_tokens for call in record.calls),
        "output_tokens": sum(call.output_tokens for call in record.calls),
        "calls": [call.model_dump(mode="json", exclude={"stage", "part"}) for call in record.calls],
    }


def report_paper(view: FilmView) -> bytes:
    """`report.json`."""
    return _json(report(view))


def _shot(view: ShotView) -> dict[str, Any]:
    made = {"keyframe": view.keyframe, "voice": view.voice, "clip": view.clip}
    return {
        "shot": view.shot.shot_id,
        "status": view.status,
        "take": view.take,
        "missing": view.missing,
        "notes": list(view.notes),
        "planned_seconds": view.shot.duration,
        "assets": {
            name: {
                "sha256": asset.blob.sha256,
                "recipe": asset.recipe_key,
                "seconds": asset.seconds,
                "frames": asset.frames,
                "reused": asset.cached,
                "attempt": asset.attempt,
                "cost_usd": plain(asset.cost),
            }
            for name, asset in made.items()
            if asset is not None
        },
    }
