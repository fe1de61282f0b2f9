"""Where telemetry ends in tests: a receiver over a socket."""
