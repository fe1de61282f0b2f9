"""What tools take that change a shot: which one, what it shows, what is heard over it, and its fields, in the words of every door."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from models.cut.lengths import ASKED_SHOT_S
from models.cut.transitions import TransitionKind
from models.shots.lines import MOST_OF_A_LINE, Line
from models.shots.shot_list import Angle as AnyAngle
from models.shots.shot_list import Movement as AnyMovement
from models.shots.shot_list import ShotType, TimeOfDay, plain_word
from models.shots.shot_list import Weather as AnyWeather
from studio.service.programs.described import OF_A_SHOT

Shot = Annotated[str, Field(description="The shot's number, or its id such as shot_003.", examples=["3"])]
Prompt = Annotated[
    str,
    Field(description="What is to be seen, all of it anew; leave it out where a note does.", max_length=8000),
]
Note = Annotated[str, Field(description="What is to be otherwise; the rest stays as it is.", max_length=4000)]
Dialogue = Annotated[
    str | None,
    Field(
        description="What the narrator says over it, in place of all that is heard; empty text makes it silent.",
        max_length=MOST_OF_A_LINE,
    ),
]
LineNumber = Annotated[int | None, Field(ge=1, description="The number of one line that is changed alone.")]
LineText = Annotated[
    str | None,
    Field(
        description="What that line says from now on; empty text leaves it out; without this, it is spoken once more."
    ),
]
Lines = Annotated[
    tuple[Line, ...] | None,
    Field(description="All that is heard over it, line by line, who says each as `subject`."),
]


def _of_a_shot(name: str, **bounds: Any) -> Any:  # noqa: ANN401 - pydantic's own
    text, example = OF_A_SHOT[name]
    return Field(description=text, examples=None if example is None else [example], **bounds)


_Several = tuple[str, ...] | str | None

Size = Annotated[ShotType | None, BeforeValidator(plain_word), _of_a_shot("size")]
Angle = Annotated[AnyAngle | None, BeforeValidator(plain_word), _of_a_shot("angle")]
Movement = Annotated[AnyMovement | None, BeforeValidator(plain_word), _of_a_shot("movement")]
Hour = Annotated[TimeOfDay | None, BeforeValidator(plain_word), _of_a_shot("hour")]
Weather = Annotated[AnyWeather | Literal[""] | None, BeforeValidator(plain_word), _of_a_shot("weather")]
Place = Annotated[_Several, _of_a_shot("place")]
Colours = Annotated[_Several, _of_a_shot("colours")]
Mood = Annotated[str | None, _of_a_shot("mood", max_length=200)]
References = Annotated[_Several, _of_a_shot("references")]
ImageProvider = Annotated[str | None, _of_a_shot("image_provider", max_length=200)]
VideoProvider = Annotated[str | None, _of_a_shot("video_provider", max_length=200)]
Transition = Annotated[
    TransitionKind | Literal[""] | None, BeforeValidator(plain_word), _of_a_shot("transition")
]
Seconds = Annotated[float | None, _of_a_shot("seconds", ge=ASKED_SHOT_S[0], le=ASKED_SHOT_S[1])]
