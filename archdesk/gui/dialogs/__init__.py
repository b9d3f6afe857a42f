"""Windows that open for one purpose and close again."""
