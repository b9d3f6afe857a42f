"""A design as shapes: the same ones are drawn on the canvas, in PNG and in SVG. No Qt."""
