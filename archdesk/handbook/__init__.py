"""The handbook: what one reads and asks about the notes - sections, calculators, decisions, diagnostics."""
