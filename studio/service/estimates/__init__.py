"""Estimates: what a film may cost and how long it takes, before it is begun; nothing is made or reserved for one."""
