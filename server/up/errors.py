"""Why an installation cannot start, in one line for the person at the keyboard."""


class CannotStart(Exception):
    pass
