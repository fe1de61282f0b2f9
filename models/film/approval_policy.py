"""Who approves a storyboard, and what happens when nobody decides in time."""

from typing import Literal

from pydantic import Field

from models.base import Frozen, Number


class ApprovalPolicy(Frozen):
    """What happens when nobody decides: after `timeout_hours` (none: never), wait on, approve or cancel."""

    timeout_hours: Number | None = Field(default=None, gt=0, le=24 * 365)
    on_timeout: Literal["wait", "approve", "cancel"] = "wait"
