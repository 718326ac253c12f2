"""The command line, for editors and scripts. The same stage functions as the window, and no others."""
