"""1. Record or import a story."""
