"""Forms of a template: the same resources said in another way. A form changes a draft in place."""
