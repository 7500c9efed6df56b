"""Pages of review after clearance: reviewers, their leaders, the declarant who hands in."""
