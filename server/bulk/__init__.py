"""Many at once: one question to many dossiers, each in a conversation of its own (S15, S16, P4, R12)."""
