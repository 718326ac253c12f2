"""The transcript as a page of words that can be read, heard and corrected."""
