"""The tariff for everybody: search, and the editions that two people put in force."""
