# /// mistake
# summary = "The scores of the first step are used."
# topic = "T6.14"
# caught_by = ["generate_checks::test_what_is_written_is_fed_back"]
# loses = 0.583333
# ///

# %% generate
def generate(next_scores, temperature, max_length, rng):
    """Return a list of at most max_length character numbers, without any mark (number 0)."""
    written = [0]
    while len(written) <= max_length:
        scores = next_scores(np.array([written]))  # (1, T, V)
        drawn = int(sample(scores[:, 0], temperature, rng)[0])
        if drawn == 0:
            break
        written.append(drawn)
    return written[1:]
