"""How the pages look: colours, style sheets and scripts, and templates within bounds."""
