"""Small changes of a solution: where, which, how many, and what people say of those that live."""
