"""The office: people, roles, gates, hours, channel rules, machine keys, what left the house."""
