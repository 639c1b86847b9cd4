"""What is known about one rule, attribute, problem or object, as a page of words that any writer can set."""
