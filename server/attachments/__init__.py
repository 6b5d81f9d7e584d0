"""Files people send along: uploaded in pieces, looked at, kept out of reach of the web, handed out one by one."""
