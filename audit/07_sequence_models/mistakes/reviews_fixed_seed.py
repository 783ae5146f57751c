# /// mistake
# summary = "The same reviews are held out for every seed."
# topic = "X.seed"
# caught_by = ["prepare_reviews_checks::test_seed_decides"]
# loses = 0.2
# ///

# %% prepare_reviews
def prepare_reviews(texts, labels, validation, size, length, seed):
    """Return (vocabulary, train, held_out), where train and held_out are pairs (ids, labels).

    ids is (N, length), labels (N,). ``validation`` reviews are held out, drawn at random. size is the vocabulary's.
    """
    order = np.random.default_rng(0).permutation(len(texts))
    held_out, train = order[:validation], order[validation:]
    vocabulary = build_vocabulary([texts[row] for row in train], size)
    pairs = [
        (encode([texts[row] for row in rows], vocabulary, length), labels[rows]) for rows in (train, held_out)
    ]
    return vocabulary, *pairs
