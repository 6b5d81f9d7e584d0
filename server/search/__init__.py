"""Which words stand where: an index beside the messages, and the words of a question."""
