"""Where a component may stand and what it may connect to: one answer for the hint and for the drop."""
