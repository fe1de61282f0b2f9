"""How decisions are told: what a person said, and what an accepted one amounts to."""

from models.film.decision_log import in_short
from models.film.decisions import Decision
from models.film.view import FilmView
from models.money.dollars import plain


def said(decision: Decision) -> str:
    """What a person said with a decision, in one line."""
    words = [f"reel {decision.reel}"] if decision.reel is not None else []
    if decision.kind == "budget":
        words += ["none"] if decision.no_limit else []
        words += [f"${plain(decision.usd)}"] if decision.usd is not None else []
        words += [decision.mode] if decision.mode else []
    elif decision.kind == "recast":
        words += [
            decision.profile,
            f"shots {', '.join(decision.shots)}" if decision.shots else "all that is left",
        ]
    elif decision.kind == "approve" and decision.boards:
        reels = [str(reel) for reel in decision.boards]
        words += [f"the boards of reels {', '.join(reels[:8])}" + (" …" if len(reels) > 8 else "")]
    elif decision.kind == "allow":
        words += [decision.shot or "everything that waits"]
    else:
        words += [decision.shot, decision.subject, decision.action or "", *decision.shots]
        words += [f"with {decision.other}"] if decision.other else []
        words += [f"before {decision.before}"] if decision.before else []
        words += [f"after {decision.after}"] if decision.after else []
        words += [decision.fields.told]
        words += [f"into {decision.into}"] if decision.into else []
        words += [decision.description, decision.trigger, decision.voice]
        words += ["a picture"] if decision.picture else []
    words += [decision.prompt, decision.note, decision.heard_as]
    return " ".join(word for word in words if word)


def approved(decision: Decision) -> str:
    """What an approval that was taken amounts to."""
    if decision.reel is not None:
        return f"The board of reel {decision.reel} is approved."
    if decision.boards:
        reels = [str(reel) for reel in decision.boards]
        if len(reels) == 1:
            return f"The board of reel {reels[0]} is approved: no other waits."
        return f"The boards of {len(reels)} reels are approved, as they were seen: {', '.join(reels)}."
    return "The storyboard is approved."


def rejected(view: FilmView) -> str:
    """What a rejection that was taken amounts to."""
    if view.retake:
        return "The retake is rejected: the film stays as it was."
    if view.reels:
        return "The film is rejected: it ends, and everything made is kept."
    return "The storyboard is rejected: the film ends, and everything made is kept."


def outcome(decision: Decision, view: FilmView) -> list[str]:
    """What an accepted decision amounts to, and for a budget what holds now, in sentences."""
    what = {"": "Everything that waited", "score": "The score", "film": "The film's own step"}
    if decision.kind == "allow":
        return [f"{what.get(decision.shot, f'Shot {decision.shot}')} may be made."]
    if decision.kind == "resolve":
        name = what.get(decision.shot, f"shot {decision.shot}").lower()
        if decision.action == "resubmit":
            booked = "The lost one is booked at the most it may cost"
            return [f"The job of {name} is asked for again. {booked}, unless its vendor has it after all."]
        return [f"The lost job of {name} is booked at the most it may cost, and given up."]
    if decision.kind == "recast":
        names = ", ".join(decision.shots[:4]) + (" …" if len(decision.shots) > 4 else "")
        left = f"Shots {names}" if len(decision.shots) > 1 else f"Shot {names}" if names else "What is left"
        verb = "are" if len(decision.shots) > 1 else "is"
        return [f"{left} {verb} made by the profile {decision.profile!r} from now on."]
    return [*_overtaken(decision, view), _holds(view)]


def _overtaken(decision: Decision, view: FilmView) -> list[str]:
    """Who set the budget to something else in the meantime."""
    taken = [r.decision for r in view.decisions if r.accepted and r.decision.kind == "budget"]
    last = taken[-1] if taken else in_short(decision)
    if last == in_short(decision):
        return []
    return [f"Your budget was taken, and {last.by or 'somebody'} has set another one since."]


def _holds(view: FilmView) -> str:
    """What the film may cost now."""
    spent = f"${plain(view.spent)} spent" + (
        f" and ${plain(view.reserved)} set aside" if view.reserved else ""
    )
    if view.budget is None:
        return f"The film has no budget now: it may cost what it costs ({spent})."
    holds = f"The budget is ${plain(view.budget)} now, with {spent}"
    if view.budget_mode == "observe":
        return f"{holds}; it only counts, and holds nothing back."
    if view.budget_mode == "warn":
        return f"{holds}; it only warns, and holds nothing back."
    if view.spent > view.budget:
        return f"{holds}: what is on its way is finished, and nothing more is begun."
    return f"{holds}."
