"""The seam: what workflows know of activities. Names, one frozen request and one result each.

Workflows call `workflow.execute_activity_method(Boards.keyframe, order, ...)`; the classes in the
feature folders implement these and are registered under the same names. Fields added later have defaults.
"""

from activities.contracts.boards import Boards, SheetPanel, SheetRequest
from activities.contracts.casting import Casting, CastRequest, QuotesRequest, RecastRequest
from activities.contracts.cutting import CutRequest, CutResult, Cutting, PartsRequest
from activities.contracts.jobs import HostedOrder, Jobs, JobTicket, TicketState
from activities.contracts.library import Assets, Found, FoundShot, LookUp, ShotOrders
from activities.contracts.money import Booking, Money
from activities.contracts.orders import (
    ClipOrder,
    ConformOrder,
    KeyframeOrder,
    Order,
    ScoreOrder,
    Shots,
    Sound,
    VoiceOrder,
    conform_order,
)
from activities.contracts.publishing import Publishing, StoryDocuments
from activities.contracts.writing import (
    Answer,
    Asking,
    AskRequest,
    BadReply,
    SafetyAnswer,
    SafetyRequest,
    StageRequest,
    Writing,
)

__all__ = [
    "Answer",
    "AskRequest",
    "Asking",
    "Assets",
    "BadReply",
    "Boards",
    "Booking",
    "CastRequest",
    "Casting",
    "ClipOrder",
    "ConformOrder",
    "CutRequest",
    "CutResult",
    "Cutting",
    "Found",
    "FoundShot",
    "HostedOrder",
    "JobTicket",
    "Jobs",
    "KeyframeOrder",
    "LookUp",
    "Money",
    "Order",
    "PartsRequest",
    "Publishing",
    "QuotesRequest",
    "RecastRequest",
    "SafetyAnswer",
    "SafetyRequest",
    "ScoreOrder",
    "SheetPanel",
    "SheetRequest",
    "ShotOrders",
    "Shots",
    "Sound",
    "StageRequest",
    "StoryDocuments",
    "TicketState",
    "VoiceOrder",
    "Writing",
    "conform_order",
]
