"""What prediction knows: lines, counters, the champion, figures of its honesty."""
