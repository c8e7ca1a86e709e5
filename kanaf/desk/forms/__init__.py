"""The forms of the desk: shape only. What is true is said by the rooms' rules, and comes back through `add_refusal`."""
