"""What we measure; a figure is one file with a class that has a `name`."""
