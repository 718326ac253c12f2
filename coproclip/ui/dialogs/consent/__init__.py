"""What somebody agreed to, item by item."""
