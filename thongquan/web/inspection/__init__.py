"""Pages of those who look at goods: the day by bay, one order on a tablet, what may leave."""
