"""Findings in the forms that other tools read: SARIF, JUnit, GitHub annotations, JSON."""
