"""Pages about oneself: coming in, staying, leaving."""
