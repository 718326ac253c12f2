"""Words with times as captions."""
