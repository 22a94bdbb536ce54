"""The look of the pages: colours, style sheets, scripts, and bounded templates."""
