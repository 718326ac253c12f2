"""2. Sound becomes spoken segments. Knows no project and no database."""
