"""Speech models: which there are, where they lie, adding, downloading and removing them."""
