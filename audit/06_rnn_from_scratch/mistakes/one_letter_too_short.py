# /// mistake
# summary = "The mark in front counts as a letter."
# topic = "T10.17"
# caught_by = ["generate_checks::test_the_end"]
# loses = 0.416667
# ///

# %% generate
def generate(next_scores, temperature, max_length, rng):
    """Return a list of at most max_length character numbers, without any mark (number 0)."""
    written = [0]
    while len(written) < max_length:
        scores = next_scores(np.array([written]))  # (1, T, V)
        drawn = int(sample(scores[:, -1], temperature, rng)[0])
        if drawn == 0:
            break
        written.append(drawn)
    return written[1:]
