"""Tests of disclosure control; `oracle` is a second attacker that shares no code with the first."""
