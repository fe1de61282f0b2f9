"""What models are told of the rules that a story is held to, where its brief asks for them."""

from models.brief import Brief
from models.story.triggers import is_main


def board_rules(brief: Brief) -> str:
    """The rules of a storyboard; empty where the film is not held to them."""
    if not brief.board_rules:
        return ""
    return (
        "It is a storyboard, whose frames are seen side by side. Each shows another moment of the story, which moves on from "
        "frame to frame; in each something is done, somewhere that is named in `place`. Never the same shot size and angle "
        "three times running, and at least three sizes in all."
    )


def main_first(brief: Brief) -> str:
    """That the main character is named first, where a trained look is theirs."""
    theirs = any(is_main(name) for name in brief.triggers)
    return "The main character is the first of `characters`." if theirs else ""
