"""The pages open to everyone: sign-in, help, privacy, the state of a vehicle."""
