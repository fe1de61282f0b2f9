"""What a film can be made of and by whom: templates, models that write, providers, prices, voices."""
