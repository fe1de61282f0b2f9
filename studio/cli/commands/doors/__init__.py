"""Commands that open a door to other programs: a module each."""
