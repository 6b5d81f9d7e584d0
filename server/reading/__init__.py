"""What each side reads, put together from all domains in one snapshot. Nothing here changes anything."""
