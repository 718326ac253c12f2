"""The themes page, and the choosing of themes that other pages use too."""
