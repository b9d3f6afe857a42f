"""Palettes read into typed component types, connections, rules, limits and costs."""
