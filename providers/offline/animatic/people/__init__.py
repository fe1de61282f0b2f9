"""People and animals of a frame, from a hand to a crowd."""
