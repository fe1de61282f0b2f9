"""Who makes what, and for how much at most."""
