"""Words and names, compared whatever their capitals, accents, signs and spaces."""
