"""What the environment says of films: defaults for what is asked for, profiles with and without their keys, others' variables.

Not here: Longtake's own settings (infra/settings.py), nor how a vendor's key is read (providers/vendors/).
"""
