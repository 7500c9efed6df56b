"""Reading vehicle declarations: facts for the rules, lists, search and timelines."""
