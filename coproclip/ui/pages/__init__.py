"""The pages of the window, each assembled from its parts."""
