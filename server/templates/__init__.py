"""Prepared questions: texts with variables, standard ones and an office's own."""
