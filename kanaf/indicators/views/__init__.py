"""Pages of the room: what partners send, what closes, what is counted, frozen and released."""
