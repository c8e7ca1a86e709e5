"""The synthetic programme of the demonstration: made through the real actions, from a fixed seed, every record marked."""
