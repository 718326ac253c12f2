"""Pages, papers, tables and pictures, whatever they are filled with."""
