"""Whether films share a slot, as the probe found."""

from infra.connection.names import is_cloud
from studio.service.engine.check import Check
from studio.service.engine.cluster.probe import Turns

_FLAG = "matching.enableFairness"
_MATCHER = "matching.useNewMatcher"


def turns_checks(turns: Turns, address: str) -> list[Check]:
    """Whether two films get a slot in turn, and whether what is urgent goes before what is not."""
    if turns.fair:
        fair = Check(name="fairness", ok=True, found="two groups got one slot in turn")
    else:
        found = "of two groups at one slot the first got it until it was done: a film waits for those that began before it"
        fair = Check(name="fairness", ok=False, found=found, mend=_mend(address, _FLAG), state="off")
    if turns.urgent_first:
        first = Check(name="priority", ok=True, found="what is urgent got the slot first")
    else:
        found = "what is urgent waited for what is not: boards and retakes wait behind clips"
        first = Check(name="priority", ok=False, found=found, mend=_mend(address, _MATCHER), state="off")
    return [fair, first]


def _mend(address: str, flag: str) -> str:
    if is_cloud(address):
        return "switch Fairness on in the namespace's settings, in Temporal Cloud's console"
    return (
        f"`{flag}: [{{value: true}}]` in the file of the server's dynamic configuration, or `--dynamic-config-value "
        f"{flag}=true` for `temporal server start-dev`"
    )
