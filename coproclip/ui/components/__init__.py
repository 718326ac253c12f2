"""The parts every screen is built of. They paint from the tokens in use, so they follow the appearance live."""
