"""Shot lists written by hand: what a prompt says of framing, hour and weather is as good as the field that is left out."""

from models.brief import Brief
from models.shots.shot_list import Shot
from providers.offline.outline.notes.reader import read_prompt


def with_hints(brief: Brief) -> Brief:
    """The brief whose shots have the size, angle, hour and weather that their prompts say, where no field says it.

    `close-up of a key at night in the rain` needs no `shot_type`, `time_of_day` and `weather`; a field that is given wins.
    """
    shots = tuple(_hinted(shot) for shot in brief.shots)
    return brief if shots == brief.shots else brief.model_copy(update={"shots": shots})


def _hinted(shot: Shot) -> Shot:
    unsaid = {
        field: value for field, value in read_prompt(shot).items() if field not in shot.model_fields_set
    }
    return shot.model_copy(update=unsaid) if unsaid else shot
