"""Price books, and what a design costs a month."""
