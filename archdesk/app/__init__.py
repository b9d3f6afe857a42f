"""One session: a design, its file, its findings and estimate, and the edits a person makes. No Qt."""
