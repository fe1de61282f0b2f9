"""The film's papers: `story.json`, `shots.json` and `report.json`, as bytes."""

import json
from typing import Any

from activities.contracts import StoryDocuments
from activities.money.film_money import FilmMoney
from models.film.view import FilmView
from models.money.dollars import ZERO, plain
from models.names import in_order
from models.readable import escaped
from models.shots.takes import voices_by_part
from models.shots.view import ShotView
from models.story.records import StageRecord
from models.subjects.bible import SubjectView


def _json(value: object) -> bytes:
    return (escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n").encode()


def story_papers(documents: StoryDocuments) -> dict[str, bytes]:
    """What the story stage leaves: the document of all stages, and the shot list `--shots` reads back."""
    papers = {"shots.json": _json([shot.model_dump(mode="json") for shot in documents.shots])}
    if documents.document is not None:
        papers["story.json"] = _json(documents.document.model_dump(mode="json", exclude_none=True))
    return papers


def report(view: FilmView, booked: FilmMoney | None = None) -> dict[str, Any]:
    """The film in figures, for people and programs; `booked` is there once its ledger is written."""
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
        "money": _money(view, booked),
        "board": view.board,
        "approved_board": view.approved_board,
        "board_pages": list(view.board_pages),
        "missing": [{"shot": shot.shot.shot_id, "reason": shot.missing} for shot in view.missing],
        "notes": list(view.notes),
        "left_out": view.left_out.model_dump() if view.left_out else None,
        "bible": [subject_facts(subject) for subject in view.bible.subjects],
        "narrator": view.bible.narrator,
        **({"reels": [reel.facts for reel in view.reels]} if view.reels else {}),
        "shots": [shot_paper(shot) for shot in view.shots],
        **({"dropped": [shot_paper(shot) for shot in view.dropped]} if view.dropped else {}),
        "story": _story(view),
        "decisions": [
            record.model_dump(mode="json", exclude_defaults=True, exclude={"decision": {"mark"}})
            for record in view.decisions
        ],
        "decisions_told": view.told,
        "decisions_refused": view.refused,
        "stages": [stage.model_dump() for stage in view.stages],
        "files": in_order(view.folder()),
    }


def _money(view: FilmView, booked: FilmMoney | None) -> dict[str, Any]:
    """What the film cost, in exact dollars; by whom and for what, and what reuse saved, once that is booked."""
    unknown = view.unknown if booked is None else booked.lost
    facts: dict[str, Any] = {
        "budget_usd": None if view.budget is None else plain(view.budget),
        "mode": view.budget_mode,
        "spent_usd": plain(view.spent),
        "reserved_usd": plain(view.reserved),
        "unknown_jobs": [
            {"shot": job.shot_id, "provider": job.provider, "usd": plain(job.usd), "reference": job.reference}
            for job in unknown
        ],
    }
    if booked is None:
        return facts
    return facts | {
        "film_usd": plain(booked.usd),
        "by_stage": {stage: plain(usd) for stage, usd in booked.by_stage.items()},
        "by_provider": {provider: plain(usd) for provider, usd in booked.by_provider.items()},
        "reused_assets": booked.reused,
        "saved_usd": plain(booked.saved),
        "overruns": [
            {"step": over.step, "usd": plain(over.usd), "quote_usd": plain(over.quote)}
            for over in booked.overruns
        ],
        "notes": [
            {"step": noted.step, "usd": plain(noted.usd), "note": noted.note} for noted in booked.notes
        ],
    }


def _story(view: FilmView) -> dict[str, Any]:
    """Stage by stage who wrote the story, what fell back, and what it took; empty where no model was asked."""
    if not view.writing:
        return {}
    calls = [call for record in view.writing for call in record.calls]
    return {
        "usd": plain(sum((call.cost for call in calls), ZERO)),
        "calls": sum(record.count for record in view.writing),
        "lost_calls": sum(call.times for call in calls if call.lost),
        "input_tokens": sum(call.input_tokens for call in calls),
        "output_tokens": sum(call.output_tokens for call in calls),
        "tokens_saved_by_toon": sum(call.toon_saved for call in calls),
        "decisions_told": view.told,
        "decisions_refused": view.refused,
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


def report_paper(view: FilmView, booked: FilmMoney | None = None) -> bytes:
    """`report.json`."""
    return _json(report(view, booked))


def subject_facts(view: SubjectView) -> dict[str, Any]:
    """A subject: what is said of it, its pictures, its voice, and in how many shots it is seen."""
    subject = view.subject
    sheet = view.sheet
    return {
        **subject.model_dump(mode="json", include={"name", "kind", "description", "trigger"}),
        "called": list(view.names),
        "voice": view.voice,
        "shots": view.shots,
        "references": [picture.sha256 for picture in subject.references],
        "sheet": None
        if sheet is None
        else {
            "sha256": sheet.blob.sha256,
            "recipe": sheet.recipe_key,
            "reused": sheet.cached,
            "cost_usd": plain(sheet.cost),
        },
        "missing": view.missing,
    }


def shot_paper(view: ShotView) -> dict[str, Any]:
    """Where a shot stands, as the report has it."""
    opening = view.opening.frame if view.opening else None
    made = {"keyframe": view.keyframe, "opening": opening, **voices_by_part(view.voices), "clip": view.clip}
    made |= {"lips": view.lips} if view.lips else {}
    return {
        "shot": view.shot.shot_id,
        "status": view.status,
        "take": view.take,
        "missing": view.missing,
        "notes": list(view.notes),
        "shows": [
            {
                "subject": one.subject,
                "references": [picture.sha256 for picture in one.pictures],
                "left_out": one.left_out,
            }
            for one in view.seen
        ],
        "not_drawn": list(view.not_drawn),
        "stale": list(view.stale),
        "follows": view.follows,
        "likeness": view.likeness.model_dump() if view.likeness else None,
        **({"refusals": [one.facts for one in view.tries]} if view.tries else {}),
        "changed": {one.field: [one.before, one.after] for one in view.changed},
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
