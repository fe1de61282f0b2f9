"""The door for agents: the service in the words of the Model Context Protocol, over stdio and over HTTP.

A tool reads what it was given, asks the service, and answers what came of it; it decides nothing of its own, and
has a person asked where a person decides.
Not here: what can be asked of films (`studio/service/`), the door for programs that mounts this one (`studio/web/`),
and the command that serves it to one program on this machine (`studio/cli/commands/doors/`).
"""
