"""What the words mean, and the pure rules over them: no I/O, no Temporal."""
