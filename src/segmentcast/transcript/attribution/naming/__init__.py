"""Who people are: the candidates, weighed by what the words say of them and what is known of names."""
