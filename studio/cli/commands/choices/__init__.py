"""Commands that show what a film can be made of and by whom: templates, models, voices, providers, prices.

Not here: how they are shown (`studio/cli/printing/choices/`).
"""
