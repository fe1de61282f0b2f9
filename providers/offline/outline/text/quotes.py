"""What is said in quotes, told apart from what is told around them, in the marks of every language."""

import re

QUOTED = re.compile(r"“[^”]*”?|«[^»]*»?|»[^«]*«|„[^“”]*[“”]?|「[^」]*」?|『[^』]*』?|\"[^\"]*\"?|‹[^›]*›?")


def outside_quotes(text: str) -> str:
    """A sentence without what is said in it: `„Wo bist du, Anna?“, fragte Jürgen` is ` , fragte Jürgen`."""
    if re.match(r"\s*[—–]", text):
        return " ".join(re.split(r"[—–]", text)[2::2])
    return QUOTED.sub(" ", text)
