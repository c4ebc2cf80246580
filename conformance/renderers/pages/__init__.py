"""Pages: the templates, the look and the scripts that the book, the report and the playground share."""
