"""How things are shown on a terminal: results on stdout, everything else on stderr."""
