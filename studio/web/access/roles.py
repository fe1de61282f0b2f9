"""Roles: what somebody may do, each with all that the one before it may."""

from typing import Literal, get_args

Role = Literal["see", "comment", "decide", "spend"]
"""See films; remark on them; approve, revise and retake within the budget; create films and set budgets."""

ROLES: tuple[Role, ...] = get_args(Role)
"""All of them, the least first."""


def covers(held: Role, asked: Role) -> bool:
    """Whether who holds one role may do what takes the other."""
    return ROLES.index(held) >= ROLES.index(asked)
