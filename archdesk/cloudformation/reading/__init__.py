"""Reading templates that others wrote: types, containers and connections from what the resources say of each other."""
