"""The pages by their addresses: each gathers what it shows from the service, and has a template of its name.

Not here: how they look (`templates/`, `static/`), and anything that changes a film, which the browser asks of REST.
"""
