"""A process that serves several tenants: each with a client, a registry, a workshop and workers of its own.

Not here: what a tenant is (`infra.tenants`), the process of one (`workers.process`).
"""
