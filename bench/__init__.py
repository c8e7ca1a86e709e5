"""How fast Kanaf is beside the raw engine: same rows, same machine, same minute (`make bench`). It measures and never asserts."""
