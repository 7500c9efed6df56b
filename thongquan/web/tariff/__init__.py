"""The tariff for everybody: search by words or code, and the editions that two people put in force."""
