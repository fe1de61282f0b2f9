"""What becomes of a bible when a person changes it, and of a shot that is told anew for it. Pure."""

import re

from models.film.decisions import Decision
from models.shots.shot_list import MOST_OF_A_PROMPT, MOST_OF_AN_ACTION, Shot
from models.subjects.bible import Bible, SubjectView
from models.subjects.subject import MOST_PICTURES

MOST_FORMER = 20
"""Former words of one subject that are looked for: the last of them."""


def objection(bible: Bible, decision: Decision) -> str:
    """Why a bible cannot be changed as a decision says, in one sentence; empty when it can."""
    view = bible.find(decision.subject)
    if view is None:
        return _unknown(bible, decision.subject)
    if decision.description == view.subject.description and decision.description and view.subject.references:
        return f"{view.name} has a picture of its own: no sheet is drawn."
    if decision.voice and view.subject.kind != "character":
        return f"{view.name} is a {view.subject.kind}, which has no voice."
    if not decision.into:
        return ""
    other = bible.find(decision.into)
    if other is None:
        return _unknown(bible, decision.into)
    if other.name == view.name:
        return f"{view.name} is {other.name} already."
    if other.subject.kind != view.subject.kind:
        return f"{view.name} is a {view.subject.kind}, {other.name} a {other.subject.kind}: only two of one kind are merged."
    return ""


def changed_by(bible: Bible, decision: Decision) -> Bible:
    """The bible after a decision that nothing speaks against; a picture that is given comes before those there are."""
    view = bible.find(decision.subject)
    assert view is not None, "whoever decides was asked to name a subject that there is"
    if decision.into:
        into = bible.find(decision.into)
        assert into is not None, "whoever decides was asked to name a subject that there is"
        return _merged(bible, view, into)
    given = dict(decision.of_subject)
    again = given.get("description") == view.subject.description
    if decision.picture:
        given["references"] = (decision.picture, *view.subject.references)[:MOST_PICTURES]
    subject = view.subject.model_copy(update=given)
    formerly = view.formerly
    if subject.drawn_as != view.subject.drawn_as and view.subject.drawn_as:
        formerly = tuple(dict.fromkeys((*formerly, view.subject.drawn_as)))[-MOST_FORMER:]
    return bible.with_(
        view.changed(
            subject=subject, formerly=formerly, voice=decision.voice or view.voice, take=view.take + again
        )
    )


def _merged(bible: Bible, view: SubjectView, into: SubjectView) -> Bible:
    """The bible in which one subject is another: what was said of the other holds, and its pictures come first."""
    subject, other = into.subject, view.subject
    whole = subject.model_copy(
        update={
            "description": subject.description or other.description,
            "trigger": subject.trigger or other.trigger,
            "references": (*subject.references, *other.references)[:MOST_PICTURES],
        }
    )
    words = (*into.formerly, *view.formerly, *([other.drawn_as] if other.drawn_as != whole.drawn_as else []))
    one = into.changed(
        subject=whole,
        names=tuple(dict.fromkeys((*into.names, view.name, *view.names))),
        formerly=tuple(dict.fromkeys(word for word in words if word))[-MOST_FORMER:],
        sheet=into.sheet or view.sheet,
        voice=into.voice or view.voice,
    )
    return bible.without(view.name).with_(one)


def retold(shot: Shot, bible: Bible) -> Shot:
    """A shot whose words describe its subjects as the bible has them now, and call them so.

    What a person wrote otherwise of them stays: only what is word for word a former description or name is replaced.
    """
    fields = {
        "enhanced_prompt": MOST_OF_A_PROMPT,
        "start_frame_prompt": MOST_OF_A_PROMPT,
        "end_frame_prompt": MOST_OF_A_PROMPT,
        "action": MOST_OF_AN_ACTION,
    }
    said = {name: getattr(shot, name) for name in fields}
    for view in bible.seen_in(shot):
        for name, text in said.items():
            said[name] = _told(text, view)
    changes = {name: text[: fields[name]] for name, text in said.items() if text != getattr(shot, name)}
    return shot.model_copy(update=changes) if changes else shot


def _told(text: str, view: SubjectView) -> str:
    # In one pass, the longest first: words that hold the former ones are not told twice.
    # A former description of one word is left: it would be found wherever anybody uses that word.
    former = [words for words in view.formerly if " " in words.strip()]
    if former and view.subject.drawn_as:
        words = "|".join(map(re.escape, _longest_first({view.subject.drawn_as, *former})))
        text = re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda _: view.subject.drawn_as, text)
    if view.names:
        called = "|".join(map(_spelt, _longest_first({view.name, *view.names})))
        text = re.sub(rf"(?<!\w)(?:{called})(?!\w)", lambda _: view.name, text)
    return text


def _longest_first(texts: set[str]) -> list[str]:
    return sorted(sorted(texts), key=len, reverse=True)


def called_as(shot: Shot, bible: Bible) -> Shot:
    """A shot that calls whom it lists, and who speaks, as the bible does; its prompts stay as they are written."""

    def name(one: str) -> str:
        view = bible.find(one) if one else None
        return view.name if view else one

    changes: dict[str, object] = {
        "characters": tuple(dict.fromkeys(map(name, shot.characters))),
        "lines": tuple(line.model_copy(update={"subject": name(line.subject)}) for line in shot.lines),
    }
    changes = {field: value for field, value in changes.items() if value != getattr(shot, field)}
    return shot.model_copy(update=changes) if changes else shot


def _spelt(name: str) -> str:
    """A name as a pattern: as it is spelt where it has a capital, for Will is not `will`."""
    return re.escape(name) if name[:1].isupper() else f"(?i:{re.escape(name)})"


def _unknown(bible: Bible, name: str) -> str:
    names = ", ".join(view.name for view in bible.subjects[:8]) + (" …" if len(bible.subjects) > 8 else "")
    return f"There is no subject {name!r} in this film: it has {names or 'none'}."
