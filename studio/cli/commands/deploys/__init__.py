"""Commands for deploys under films that run, on a cluster: deploy, builds, wake.

Not here: starting and stopping workers, which is whoever runs them (`infra/deploy/rollout`).
"""
