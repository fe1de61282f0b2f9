"""Stand-ins for `docker` and `kubectl`: they carry out what the scripts of `infra/deploy/rollout` ask for, by processes of this machine.

Not here: containers, networks, health checks of a runtime's own. What the scripts do not ask for is refused, and written down.
"""
