"""What a trial excuses, and what it does not."""

from tests.kit.hosts.trials import Came, Line, in_hand


def test_only_what_a_host_was_at_when_it_was_cut_off_may_have_been_made_there_as_well() -> None:
    def line(did: str, key: str, host: str) -> Line:
        return Line(did, "video", key, host)

    lines = (
        *(line("begin", "before", "a"), line("end", "before", "a"), line("stored", "before", "a")),
        *(line("begin", "held", "a"), line("begin", "theirs", "b")),
        # The fault befalls a.
        *(line("begin", "held", "b"), line("stored", "held", "b"), line("stored", "bought", "b")),
        # It is mended.
        *(line("stored", "held", "a"), line("stored", "bought", "a"), line("begin", "after", "a")),
        *(line("stored", "after", "a"), line("stored", "before", "a"), line("stored", "theirs", "a")),
    )
    came = Came((), None, None, lines, ((5, 8),))
    assert in_hand(came, ["a"]) == {"held", "bought"}
    assert in_hand(came, []) == set()
    assert in_hand(came._replace(windows=()), ["a"]) == set()
