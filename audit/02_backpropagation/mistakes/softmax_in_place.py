# /// mistake
# summary = "The maximum is subtracted from the scores of the caller in place."
# topic = "cross-cutting: input changed"
# caught_by = ["softmax_checks::test_arguments_stay_as_they_are"]
# loses = 0.25
# ///

# %% softmax
def softmax_cross_entropy(scores, labels):
    """Return (loss, dscores): the mean loss as one number, and its gradient (N, C).

    scores is (N, C); labels (N,) holds the right classes as integers 0 to C-1.
    """
    n = len(scores)
    shifted = scores
    shifted -= scores.max(axis=1, keepdims=True)  # (N, C)
    log_sums = np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, 1)
    log_p = shifted - log_sums  # (N, C)
    loss = -log_p[np.arange(n), labels].mean()
    dscores = np.exp(log_p)  # (N, C)
    dscores[np.arange(n), labels] -= 1
    return loss, dscores / n
