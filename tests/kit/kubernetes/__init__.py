"""The manifests in `infra/deploy/kubernetes`, as `kubectl kustomize` builds them, and what they are held against.

Not here: a cluster.
"""
