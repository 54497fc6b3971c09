"""Signs that more labels change little, each with its meaning."""
