# /// mistake
# summary = "The logarithm is taken of probabilities that were rounded to 0."
# topic = "T1.5"
# caught_by = ["softmax_checks::test_large_scores"]
# loses = 0.25
# ///

# %% softmax
def softmax_cross_entropy(scores, labels):
    """Return (loss, dscores): the mean loss as one number, and its gradient (N, C).

    scores is (N, C); labels (N,) holds the right classes as integers 0 to C-1.
    """
    n = len(scores)
    shifted = scores - scores.max(axis=1, keepdims=True)  # (N, C)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)  # (N, C)
    log_p = np.log(p)  # (N, C)
    loss = -log_p[np.arange(n), labels].mean()
    dscores = np.exp(log_p)  # (N, C)
    dscores[np.arange(n), labels] -= 1
    return loss, dscores / n
