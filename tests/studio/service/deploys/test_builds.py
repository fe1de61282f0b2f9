"""What is said of a build whose workers are still needed."""

from studio.service.deploys.builds import Drained, not_drained_words


def test_a_build_that_nothing_runs_on_waits_for_temporal_alone() -> None:
    one = Drained(build="b1", known=True, drained=False, films=0, running=0)
    said = not_drained_words(one)
    assert said.startswith("nothing runs on it, but Temporal has not counted it as drained yet")
    assert "--within 10m" in said
    busy = one.model_copy(update={"films": 1, "running": 2})
    assert not_drained_words(busy) == "1 film is on b1, 2 workflows in all. Its workers are needed."
