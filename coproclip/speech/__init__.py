"""Sound becomes spoken words: engines, speech models, who is speaking. Knows no project and no database."""
