"""Who is there, where, and who is typing: told between the nodes, never stored, gone with whoever vouched for it."""
