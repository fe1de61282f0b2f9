"""Deploys: a build of the film workers is tried, films are given to it, and the one before is seen off.

Not here: how workers are started and stopped, which is whoever runs them (`infra/deploy/rollout`).
"""
