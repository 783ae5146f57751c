"""Small changes of a solution, as mistakes make them: where, which, how many, and what people say of those that live."""
