# /// mistake
# summary = "Only the last batch counts."
# topic = "T3.19"
# caught_by = ["evaluate_checks::test_share_of_samples"]
# loses = 1.25
# ///

# %% evaluate
def evaluate(model, x, y, batch_size=64):
    """Return the share of the samples x (N, ...) whose highest score is that of their class y (N,), as a float.

    The model is called with at most batch_size samples at a time.
    """
    model.eval()
    right = 0
    with torch.no_grad():
        for inputs, classes in zip(x.split(batch_size), y.split(batch_size)):
            right = (model(inputs).argmax(dim=1) == classes).sum().item()
    return right / len(x)
