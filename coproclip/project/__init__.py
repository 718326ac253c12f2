"""The container everything is kept in: one folder, one database, one door for writing."""
