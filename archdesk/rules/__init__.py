"""Rules: the engine that runs them, findings, fixes and waivers. The language is described in `language.py`."""
