"""The seam: what workflows know of activities. Names, one frozen request and one result each.

Workflows call `workflow.execute_activity_method(Boards.keyframe, order, ...)`; the classes in the
feature folders implement these and are registered under the same names. Fields added later have defaults.
Not here: any work, and any type that only an activity knows.
"""

from activities.contracts.boards import BibleRequest, Boards, SheetRequest
from activities.contracts.books import Books, Pages
from activities.contracts.casting import (
    AssignedVoices,
    Casting,
    CastOthers,
    CastRequest,
    CastWeights,
    OthersRequest,
    QuotesRequest,
    RecastRequest,
    VoicesRequest,
    WeightsRequest,
)
from activities.contracts.cut import CutRequest, CutResult, Cutting, PartsRequest
from activities.contracts.documents import (
    Delivered,
    EarlierRun,
    LastWord,
    Manuscript,
    Publishing,
    StoryDocuments,
    StoryPapers,
)
from activities.contracts.jobs import AtVendor, Job, Jobs, JobTicket, OnCard
from activities.contracts.library import Assets, Found, LookUp
from activities.contracts.premises import Facts, Premises, Surroundings
from activities.contracts.reels import (
    Division,
    EarlierReels,
    PutBack,
    ReelLeft,
    ReelPapers,
    Reels,
    ReelsAsLeft,
    ReelShots,
    ReelView,
    ReelWords,
    Script,
)
from activities.contracts.releases import Releases, Sent
from activities.contracts.shots import Chain, ChainPart, Shots
from activities.contracts.sound import Exchange, Sound, SpokenExchange
from activities.contracts.story import (
    Answer,
    Asking,
    AskRequest,
    BadReply,
    NoteRequest,
    SafetyAnswer,
    SafetyRequest,
    StageRequest,
    Writing,
)
from activities.contracts.stretches import (
    Stretches,
    Stretching,
    StretchReady,
    StretchRequest,
    StretchWritten,
    ToStretch,
)

__all__ = [
    "Answer",
    "AskRequest",
    "Asking",
    "Assets",
    "AssignedVoices",
    "AtVendor",
    "BadReply",
    "BibleRequest",
    "Boards",
    "Books",
    "CastOthers",
    "CastRequest",
    "CastWeights",
    "Casting",
    "Chain",
    "ChainPart",
    "CutRequest",
    "CutResult",
    "Cutting",
    "Delivered",
    "Division",
    "EarlierReels",
    "EarlierRun",
    "Exchange",
    "Facts",
    "Found",
    "Job",
    "JobTicket",
    "Jobs",
    "LastWord",
    "LookUp",
    "Manuscript",
    "NoteRequest",
    "OnCard",
    "OthersRequest",
    "Pages",
    "PartsRequest",
    "Premises",
    "Publishing",
    "PutBack",
    "QuotesRequest",
    "RecastRequest",
    "ReelLeft",
    "ReelPapers",
    "ReelShots",
    "ReelView",
    "ReelWords",
    "Reels",
    "ReelsAsLeft",
    "Releases",
    "SafetyAnswer",
    "SafetyRequest",
    "Script",
    "Sent",
    "SheetRequest",
    "Shots",
    "Sound",
    "SpokenExchange",
    "StageRequest",
    "StoryDocuments",
    "StoryPapers",
    "StretchReady",
    "StretchRequest",
    "StretchWritten",
    "Stretches",
    "Stretching",
    "Surroundings",
    "ToStretch",
    "VoicesRequest",
    "WeightsRequest",
    "Writing",
]
