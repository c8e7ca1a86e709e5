"""How well people are found again: a registry of invented people, told twice, and the licensed pairs (MATCHING.md)."""
