"""Exam practice: scenarios, the grading of designs against them, and what a person has reached."""
