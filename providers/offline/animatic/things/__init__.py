"""Things that a prompt may name, from a key to a lighthouse."""
