"""The report as files: one layout, written as a web page, for Word, as PDF, as Markdown, and in easy read."""
