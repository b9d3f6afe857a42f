"""The canvas: a scene that projects the design, and the view on it."""
