"""A shot that a vendor refused, worded anew by the film's writer: what it is for, and who is in it, stay."""

from activities.contracts import AskRequest
from activities.story.answers.fields import Draft, Flag, Prompt, schema_of
from activities.story.answers.json_object import read_draft
from activities.story.answers.unusable import Unusable
from activities.story.prompts.context import shot_as_it_is
from activities.story.prompts.instructions import REWORD, material, prompted
from activities.story.prompts.tables import token_bound
from models.errors import InvalidRequest
from models.shots.refusals import MOST_REWORDED, MOST_SAID, Reworded
from models.shots.shot_list import Shot
from models.story.results import StageResult
from models.story.stages import Template
from providers.llm.messages import Prompted


class RewordDraft(Draft):
    """The words of a shot, as a model words them anew."""

    acceptable: Flag = True
    prompt: Prompt = ""
    start_frame: Prompt = ""
    end_frame: Prompt = ""


def ask_new_words(request: AskRequest, templates: tuple[Template, ...]) -> Prompted:  # noqa: ARG001 - every stage is asked alike
    """What a shot may say in place of what was refused.

    Raises:
        InvalidRequest: there is no shot, or its words are more than one short call can hold.

    """
    shot = _shot_of(request)
    words = [f"{field}: {text}" for field, text in _words_of(shot).items()]
    parts = (
        shot_as_it_is(shot),
        material("words that were refused", "\n".join(words)),
        material("kept", "\n".join(request.kept)) if request.kept else "",
        material("what the service said", request.text[:MOST_SAID]),
    )
    if token_bound("".join(parts)) > MOST_REWORDED:
        raise InvalidRequest("Its words are too many to be worded anew: shorten them.")
    return prompted(request, REWORD, parts, schema_of(RewordDraft))


def read_new_words(request: AskRequest, text: str, templates: tuple[Template, ...]) -> StageResult:  # noqa: ARG001 - every stage is read alike
    """The words, which are others than before, and have everything that has to stay.

    Raises:
        Unusable: the answer cannot be used.

    """
    shot, draft = _shot_of(request), read_draft(text, RewordDraft)
    if not draft.acceptable:
        raise Unusable("refused", "its writer sees no words for it that would be accepted")
    before = _words_of(shot)
    after = {field: getattr(draft, field) if words else "" for field, words in before.items()}
    for field, words in before.items():
        if words and not after[field].strip():
            raise Unusable("not-sound", f"{field} is empty, and was not.")
        if words and _plain(after[field]).casefold() == _plain(words).casefold():
            raise Unusable("not-sound", f"{field} says what was refused, word for word.")
        lost = next(
            (
                kept
                for kept in request.kept
                if _plain(kept) in _plain(words) and _plain(kept) not in after[field]
            ),
            None,
        )
        if lost is not None:
            raise Unusable("not-sound", f"{field} has to have this as it was: {lost}")
    return StageResult(reworded=Reworded.model_validate({**after, "by": request.model.name}))


def _words_of(shot: Shot) -> dict[str, str]:
    return {
        "prompt": shot.enhanced_prompt,
        "start_frame": shot.start_frame_prompt,
        "end_frame": shot.end_frame_prompt,
    }


def _plain(text: str) -> str:
    return " ".join(text.split())


def _shot_of(request: AskRequest) -> Shot:
    if request.shot is None:
        raise InvalidRequest("A shot is worded anew, and there is none.")
    return request.shot
