"""The people who declare: companies, carriers, brokers and drivers."""
