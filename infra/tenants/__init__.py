"""Tenants: several houses in one installation, each with a namespace, a schema, a prefix and keys of its own.

Not here: the settings of one (`infra.settings`), its Temporal server (`infra.temporal`), a process that serves several
(`workers.tenants`).
"""
