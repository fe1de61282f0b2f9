"""What can be chosen, shown: templates, models, voices, providers and prices.

Not here: what is there to choose (studio/service/choices.py, studio/service/vendors/).
"""
