"""Lists of rows: the model, the delegate and the view."""
