# /// mistake
# summary = "The mark is kept and writing goes on."
# topic = "T10.17"
# caught_by = ["generate_checks::test_what_is_written_is_fed_back", "generate_checks::test_the_end"]
# loses = 0.583333
# ///

# %% generate
def generate(next_scores, temperature, max_length, rng):
    """Return a list of at most max_length character numbers, without any mark (number 0)."""
    written = [0]
    while len(written) <= max_length:
        scores = next_scores(np.array([written]))  # (1, T, V)
        drawn = int(sample(scores[:, -1], temperature, rng)[0])
        written.append(drawn)
    return written[1:]
