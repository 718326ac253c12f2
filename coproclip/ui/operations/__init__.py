"""What a person can do to the project from the window: one function a verb, each one undo step with its sentence."""
