"""The last evening before the deadline: a whole country at one site, by Locust, on one web node and on two."""
