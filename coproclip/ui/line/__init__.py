"""The line of stories to be written down: what runs it, and where people see and change it."""
