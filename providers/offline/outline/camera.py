"""The camera: sizes, angles and movements that follow what happens and never repeat themselves."""

import re
from dataclasses import dataclass, field

from models.shots.shot_list import MOVEMENTS, Angle, Movement, ShotType
from models.story.moods import MoodFamily
from models.story.stages import Camera

_LENS: dict[ShotType, str] = {
    "extreme-wide": "18 mm, deep focus", "wide": "24 mm, deep focus", "full": "35 mm", "medium": "50 mm",
    "medium-close-up": "65 mm, soft background", "close-up": "85 mm, shallow focus", "extreme-close-up": "100 mm macro, very shallow focus",
}  # fmt: skip
_SIZES: tuple[ShotType, ...] = tuple(_LENS)
_LOOKS_UP = re.compile(
    r"\b(?:up|climb\w*|rise|rose|rising|tall|tower\w*|lift\w*|grew|sky|stars?|above|flew|fly)\b|上|天空|السماء",
    re.IGNORECASE,
)
_LOOKS_DOWN = re.compile(
    r"\b(?:down|fell|falls?|drop\w*|sank|knelt|below|beneath|bow\w*|buried|deep)\b|下|تحت", re.IGNORECASE
)
_TRAVELS = re.compile(
    r"\b(?:walk\w*|ran|runs?|running|went|goes|follow\w*|rode|rowed|sail\w*|drove|drives|travel\w*|cross\w*|march\w*|hurr\w*|came|passed)\b|走|跑|مشى|مشت|سار",
    re.IGNORECASE,
)
_FINDS = re.compile(
    r"\b(?:find\w*|found|open\w*|saw|sees|see|discover\w*|reach\w*|touch\w*|push\w*|look\w*|realis\w*|realiz\w*|whisper\w*|knock\w*)\b|打开|发现|看见|فتح\w*|وجد\w*|رأ\w*",
    re.IGNORECASE,
)
_LEAVES = re.compile(
    r"\b(?:left|leaves?|alone|empty|gone|goodbye|away|end|ended|behind|silence|lonely|far)\b|离开|وحيد\w*|غاب\w*",
    re.IGNORECASE,
)
_WAITS = re.compile(
    r"\b(?:wait\w*|stood|stands?|still|sat|sits?|silent|slept|listen\w*|held|watch\w*|quiet)\b|等|انتظر\w*",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"\b(?:hands?|eyes?|key|keyhole|letter|ring|face|lips|finger\w*|watch|photograph|candle|flame|detail|texture|surface)\b|眼睛|手|钥匙|يد\w*|عين\w*|مفتاح",
    re.IGNORECASE,
)
_CLOSE: frozenset[MoodFamily] = frozenset({"warm", "sad", "tense"})


@dataclass(frozen=True)
class Moment:
    """What a camera must know of a shot. `people` counts who is in it, `speech` says that somebody talks.

    `size` is set when the picture only makes sense so.
    """

    text: str
    people: int
    mood: MoodFamily
    new_place: bool
    speech: bool = False
    first: bool = False
    last: bool = False
    size: ShotType | None = None


@dataclass
class Director:
    """Remembers the shots so far, so that the next one differs."""

    _shots: list[Camera] = field(default_factory=list)

    def frame(self, moment: Moment) -> Camera:
        """The camera of the next shot: what fits the moment best among what was not used lately."""
        last = self._shots[-1] if self._shots else None
        size = moment.size or self._size(moment)
        movement = self._movement(moment, size)
        if last and (last.shot_type, last.movement) == (size, movement):
            movement = "hold" if movement != "hold" else "push"
        camera = Camera(shot_type=size, angle=self._angle(moment, size), movement=movement, lens=_LENS[size])
        self._shots.append(camera)
        return camera

    def _size(self, moment: Moment) -> ShotType:
        liking = dict.fromkeys(_SIZES, 0.0)
        if moment.first or moment.new_place:
            liking["extreme-wide"] += 3.2 if moment.first else 1.6
            liking["wide"] += 2.6
            liking["full"] += 1.4 * (moment.people > 0)
        if moment.last:
            liking["wide"] += 2.2
            liking["extreme-wide"] += 1.6
        if moment.speech:
            liking["medium-close-up"] += 2.0
            liking["medium"] += 1.6
        if moment.people:
            liking["medium"] += 1.2
            liking["medium-close-up"] += 0.9
            liking["full"] += 0.9 + 0.5 * bool(_TRAVELS.search(moment.text))
            liking["close-up"] += 0.4 + 1.2 * (moment.mood in _CLOSE)
        else:
            liking["wide"] += 1.3
            liking["full"] += 0.6
            liking["close-up"] += 0.9
        liking["medium"] += 0.6 * (moment.people > 1)
        liking["close-up"] -= 0.8 * (moment.people > 1)
        liking["extreme-close-up"] += 1.9 * bool(_DETAIL.search(moment.text))
        for back, camera in enumerate(reversed(self._shots[-4:])):
            liking[camera.shot_type] -= (4.0, 1.6, 0.8, 0.4)[back]
            if back == 0:
                for size in _SIZES:
                    liking[size] -= 0.7 * (abs(_SIZES.index(size) - _SIZES.index(camera.shot_type)) == 1)
        return max(_SIZES, key=lambda size: liking[size])

    def _movement(self, moment: Moment, size: ShotType) -> Movement:
        liking: dict[Movement, float] = {
            "hold": 0.6 + 1.5 * bool(_WAITS.search(moment.text)) + 0.5 * moment.speech,
            "push": 1.0
            + 1.4 * bool(_FINDS.search(moment.text))
            + 0.5 * (size in {"close-up", "medium-close-up"}),
            "pull": 0.5 + 1.3 * bool(_LEAVES.search(moment.text)) + 2.5 * moment.last,
            "pan-left": 0.4
            + 1.0 * bool(_TRAVELS.search(moment.text))
            + 0.4 * (size in {"wide", "extreme-wide"}),
            "pan-right": 0.5
            + 1.1 * bool(_TRAVELS.search(moment.text))
            + 0.5 * (size in {"wide", "extreme-wide"}),
            "tilt-up": 0.3 + 1.5 * bool(_LOOKS_UP.search(moment.text)) + 0.3 * moment.new_place,
            "tilt-down": 0.3 + 1.5 * bool(_LOOKS_DOWN.search(moment.text)),
        }
        recent = [camera.movement for camera in self._shots[-6:]]
        for back, movement in enumerate(reversed(recent)):
            liking[movement] -= (4.0, 1.4, 0.9, 0.6, 0.4, 0.2)[back]
        used = [camera.movement for camera in self._shots]
        for movement in liking:
            if len(used) >= len(MOVEMENTS) and movement not in used[-14:]:
                liking[movement] += 2.0
        return max(liking, key=lambda movement: liking[movement])

    def _angle(self, moment: Moment, size: ShotType) -> Angle:
        liking: dict[Angle, float] = {
            "eye-level": 1.6,
            "low": (0.5 if size in _SIZES[:4] else -2.0)
            + 1.2 * bool(_LOOKS_UP.search(moment.text))
            + 0.8 * (moment.mood == "epic"),
            "high": 0.4
            + 0.9 * (moment.mood == "sad")
            + 0.6 * bool(_LOOKS_DOWN.search(moment.text))
            + 0.3 * (size == "extreme-wide"),
            "overhead": 0.1 + 1.0 * (size in {"extreme-wide", "extreme-close-up"}) * (not moment.first),
            "dutch": 1.3 * (moment.mood == "tense") * (not moment.speech) * (not moment.last),
        }
        for back, camera in enumerate(reversed(self._shots[-3:])):
            liking[camera.angle] -= (
                (0.6, 0.3, 0.2)[back] if camera.angle == "eye-level" else (1.5, 0.9, 0.5)[back]
            )
        return max(liking, key=lambda angle: liking[angle])
