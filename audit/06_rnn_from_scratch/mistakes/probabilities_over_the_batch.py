# /// mistake
# summary = "Softmax over the first axis."
# topic = "T1.3"
# caught_by = ["sampling_checks::test_probabilities"]
# loses = 2.291667
# ///

# %% sampling
def probabilities(scores, temperature):
    """Return the probabilities, of the shape (..., V) of scores, at a temperature above 0."""
    shifted = (scores - scores.max(axis=0, keepdims=True)) / temperature  # (..., V)
    weights = np.exp(shifted)
    return weights / weights.sum(axis=0, keepdims=True)


def sample(scores, temperature, rng):
    """Return one drawn number (B,), 0 to V-1, for each row of scores (B, V); rng is a np.random.Generator."""
    edges = probabilities(scores, temperature).cumsum(axis=1)  # (B, V)
    draws = rng.random((len(scores), 1))  # (B, 1)
    return (draws > edges[:, :-1]).sum(axis=1)  # (B,)
