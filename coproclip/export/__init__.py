"""6. What leaves the project: only ever a `ShareableExcerpt`."""
