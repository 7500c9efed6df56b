"""The people's door: pages for traders, gate, desk and leaders."""
