"""What storytellers are shown of their own, and the answers that come back."""
