"""Moderation by an endpoint made for it: which texts are flagged, and for what."""

from collections.abc import Sequence
from decimal import Decimal

from models.errors import Transient
from models.readable import said
from models.story.plan import ModelChoice
from providers.llm.chat import ChatDesk
from providers.llm.replies import Unreadable, checked_json
from providers.vendors.exchange import Post

_VENDOR = "openai"
_MOST_CATEGORIES, _LONGEST_CATEGORY = 50, 80


def moderate(desk: ChatDesk, model_id: str, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """For each text the categories it is flagged for, the highest score first; asks once.

    Texts without a word are not sent and never flagged.

    Raises:
        ProviderError: the vendor gave no answer that can be read.

    """
    sent = [place for place, text in enumerate(texts) if text.strip()]
    found: list[tuple[str, ...]] = [()] * len(texts)
    if not sent:
        return found
    client = desk.clients.of(_VENDOR)
    choice = ModelChoice(vendor=_VENDOR, model=model_id, api="moderation")
    body = {"model": model_id, "input": [texts[place] for place in sent]}
    came = client.post(Post("/moderations", body, model_id))
    try:
        results = checked_json(desk.asked(client, choice), came).get("results")
    except Unreadable as error:
        raise Transient(f"{client.whom(model_id).shown} gave no moderation: {error.reason}.") from None
    if not isinstance(results, list) or len(results) != len(sent):
        raise Transient(f"{client.whom(model_id).shown} gave no moderation of every text.")
    for place, result in zip(sent, results, strict=True):
        found[place] = _flagged(result)
    return found


def _flagged(result: object) -> tuple[str, ...]:
    """The flagged categories by score; `flagged` when a text is flagged for none that is named."""
    if not isinstance(result, dict) or not isinstance(result.get("flagged"), bool):
        raise Transient("The moderation has another shape than is known.")
    if not result["flagged"]:
        return ()
    categories, scores = result.get("categories"), result.get("category_scores")
    named = [name for name, flag in categories.items() if flag] if isinstance(categories, dict) else []
    known = scores if isinstance(scores, dict) else {}
    ordered = sorted(named, key=lambda name: -_score(known.get(name)))
    return tuple(said(name, _LONGEST_CATEGORY) for name in ordered[:_MOST_CATEGORIES]) or ("flagged",)


def _score(value: object) -> float:
    """A score; 0 of what is none."""
    return float(value) if isinstance(value, Decimal | int) and 0 <= value <= 1 else 0.0
