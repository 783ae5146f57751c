# /// mistake
# summary = "A tenth is held out, whatever was asked."
# topic = "X.kw"
# caught_by = ["prepare_reviews_checks::test_every_review_is_on_one_side"]
# loses = 0.3
# ///

# %% prepare_reviews
def prepare_reviews(texts, labels, validation, size, length, seed):
    """Return (vocabulary, train, held_out), where train and held_out are pairs (ids, labels).

    ids is (N, length), labels (N,). ``validation`` reviews are held out, drawn at random. size is the vocabulary's.
    """
    order = np.random.default_rng(seed).permutation(len(texts))
    validation = len(texts) // 10
    held_out, train = order[:validation], order[validation:]
    vocabulary = build_vocabulary([texts[row] for row in train], size)
    pairs = [
        (encode([texts[row] for row in rows], vocabulary, length), labels[rows]) for rows in (train, held_out)
    ]
    return vocabulary, *pairs
