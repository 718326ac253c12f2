"""The themed report: drafted from the project, written on by people, checked, and never ahead of a yes."""
