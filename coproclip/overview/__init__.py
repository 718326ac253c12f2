"""What screens and the command line show, read in one go as frozen values."""
