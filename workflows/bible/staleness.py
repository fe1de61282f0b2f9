"""Which shots show subjects, or open with a frame, as they are no longer: said, and left as they are."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.shots.view import ShotView
    from models.subjects.names import named
    from models.subjects.seen import changed_since
    from workflows.film_state import FilmState


def mark_stale(state: FilmState, *, voice_of: str = "") -> None:
    """Mark the shots whose pictures show what has changed in the bible, and those in which another voice is to be heard."""
    changed = []
    for view in state.reel.in_order():
        names = stale_names(state, view, voice_of)
        if names != view.stale:
            changed.append(view.stale_for(names))
    state.reel.show(*changed)


def mark_openings(state: FilmState, shot_id: str) -> None:
    """Mark a shot, and the one after it, that opened with the last frame of a clip which the film has no longer."""
    for view in (state.reel.view(shot_id), state.reel.next_of(shot_id)):
        if view is None or view.opening is None:
            continue
        names = stale_names(state, view)
        if names == view.stale:
            continue
        state.reel.show(view.stale_for(names))
        if view.opening.shot_id in names:
            state.note(
                f"{view.shot.shot_id} opens as an earlier take of {view.opening.shot_id} ended: "
                f"`longtake retake {state.film_id} {view.shot.shot_id}` makes it anew."
            )


def stale_names(state: FilmState, view: ShotView, voice_of: str = "") -> tuple[str, ...]:
    """The subjects that a shot's picture, or what is heard in it, shows as they are no longer; the shot before, which ends otherwise."""
    if view.keyframe is None or view.status == "drawing":
        return view.stale
    now = state.orders.seen(view.shot, state.cast_of(view.shot.shot_id))
    # Somebody who is one with another by now is called as that one is.
    known = ((name, state.bible.find(name)) for name in changed_since(view.seen, now))
    names = tuple(dict.fromkeys(one.name if one else name for name, one in known))
    spoken = [line.speaker for line, voice in zip(view.shot.said, view.voices, strict=False) if voice]
    # What was spoken stays stale until it is spoken anew, whatever else of the bible changes meanwhile.
    heard = [name for name in (*view.stale, voice_of) if name and named(name, spoken) is not None]
    return tuple(dict.fromkeys((*names, *heard, *_ends_otherwise(state, view))))


def _ends_otherwise(state: FilmState, view: ShotView) -> list[str]:
    """The shot with whose last frame this one opened, where it has another clip by now."""
    if view.opening is None:
        return []
    clip = state.reel.view(view.opening.shot_id).conformed
    return [view.opening.shot_id] if clip and clip.blob.sha256 != view.opening.clip else []
