"""The vault in the window: real names and contacts, opened while they are needed."""
