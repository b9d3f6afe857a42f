"""Deploying a template: a change set in the words of the drawing, its execution, and what became of it."""
