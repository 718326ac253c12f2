"""Files for programs of others: timelines for editing programs, the whole project for research software."""
