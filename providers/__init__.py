"""Vendors and local engines; none of them knows of Temporal."""
