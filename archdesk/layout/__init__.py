"""Arranging designs that came without positions, or got messy."""
