"""What can be asked by this door, a module a resource, each with its `router`.

A router is made by `studio.web.resources.resource`, and `studio.web.application` has it. What a route is given it names
as its parameters: `Open` (the session, its engine alive), `Annotated[Caller, Depends(may("see"))]` (who asks, and the role that takes).
Not here: rules. They are the service's.
"""
