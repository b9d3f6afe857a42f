"""What the pointer is doing: one state a file."""
