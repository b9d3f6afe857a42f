"""ArchDesk: draw AWS architectures that mean something."""

__version__ = "0.1.0"
