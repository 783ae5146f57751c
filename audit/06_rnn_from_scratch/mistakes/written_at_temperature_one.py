# /// mistake
# summary = "The temperature is not passed on."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["generate_checks::test_drawn_at_the_temperature"]
# loses = 0.25
# ///

# %% generate
def generate(next_scores, temperature, max_length, rng):
    """Return a list of at most max_length character numbers, without any mark (number 0)."""
    written = [0]
    while len(written) <= max_length:
        scores = next_scores(np.array([written]))  # (1, T, V)
        drawn = int(sample(scores[:, -1], 1.0, rng)[0])
        if drawn == 0:
            break
        written.append(drawn)
    return written[1:]
