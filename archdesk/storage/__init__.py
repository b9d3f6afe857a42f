"""The .archdesk file: read with every problem named, written the same way each time, saved whole or not at all."""
