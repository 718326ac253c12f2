"""5. What passages are about."""
