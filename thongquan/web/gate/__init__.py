"""The pages of the people at the gate: scanner, lanes, agencies, yard, wall board."""
