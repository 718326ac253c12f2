"""The look: tokens, palette, controls, icons, fonts, focus."""
