"""The window: canvas, tools, panels. The only place that knows Qt."""
