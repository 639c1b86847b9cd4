"""The invented companies of ``sample_data``: what is true about them, and how their exports look."""
