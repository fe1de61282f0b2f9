"""Who may come in by this door: tokens, roles, who asks, from where, how often.

Not here: what somebody may do then, which each route says of itself.
"""
