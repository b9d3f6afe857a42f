"""The design and its edits: frozen records, transactions, undo, geometry."""
