"""The office: people and roles, gates and hours, channel rules, machine keys, what left the house."""
