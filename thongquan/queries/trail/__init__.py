"""Reading the trail: timelines, the feed of changes, proofs, verification."""
