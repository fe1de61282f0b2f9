"""The film by which a build of the workers is tried before films are given to it.

Not here: which build films go to: that is whoever deploys it, or Temporal's Worker Controller (`infra/deploy/kubernetes`).
"""
