"""How a film is run: approval, budget, where it stops. None of it changes what the film is."""

from typing import Literal

from pydantic import Field

from models.base import Frozen, Number
from models.film.approval_policy import ApprovalPolicy
from models.film.at_once import AtOnce
from models.money.budget import BudgetMode
from models.money.dollars import Amount

StopAt = Literal["story", "storyboard", "film"]
UnknownSubmit = Literal["ask", "resubmit", "abandon"]
OnModerated = Literal["ask", "ladder"]


class RunOptions(Frozen):
    """How a film is run; none of it changes what the film is.

    `approve` is `wait` (a person decides) or `auto` (the gate passes by itself, and says so). With `approve_bible` a person
    sees who and what recurs, with a picture of each, before any shot is drawn.
    `budget` in dollars, none for no limit; `budget_mode` says what it does. A single step that may cost
    more than `approve_above` dollars waits until somebody allows it. `unknown_submit` is what happens to
    a paid job of which nobody knows whether the vendor took it: a person is asked, or it is asked for
    again within the budget, or given up. `on_moderated` is what happens to a picture or a clip that is refused for its content:
    a person is asked, or it is tried otherwise first; None is as a film that was begun before there was a choice. Without `use_cache` everything is made afresh.
    `story_parallel` lets models write the parts of a long story side by side. `at_once` is how much of it is on its way
    at once. A `draft` has the cheapest of each family make its pictures and clips. Where films wait for the same slots, this one has `turns` while another has one.
    """

    approve: Literal["wait", "auto"] = "wait"
    approve_bible: bool = False
    approval: ApprovalPolicy = ApprovalPolicy()
    stop_at: StopAt = "film"
    budget: Amount | None = None
    budget_mode: BudgetMode = "cap"
    approve_above: Amount | None = None
    unknown_submit: UnknownSubmit = "ask"
    on_moderated: OnModerated | None = Field(default=None, exclude_if=lambda choice: choice is None)
    use_cache: bool = True
    story_parallel: bool = False
    at_once: AtOnce = AtOnce()
    draft: bool = False
    turns: Number = Field(default=1.0, ge=0.1, le=100.0)

    @property
    def climbs(self) -> bool:
        """Whether what is refused for its content is tried otherwise, before a person is asked."""
        return self.on_moderated == "ladder"
