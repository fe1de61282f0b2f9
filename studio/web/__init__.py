"""The door for programs: what the service can be asked over HTTP, with who may ask it, and what it answers.

A route reads what it was given, asks the service, and answers what came of it; it decides nothing of its own.
Not here: what can be asked of films (`studio/service/`), the words of the Model Context Protocol (`studio/mcp/`), and
the command that serves all this (`studio/cli/commands/doors/`).
"""
