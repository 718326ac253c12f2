"""3. Spoken segments become an edited text that keeps its times."""
