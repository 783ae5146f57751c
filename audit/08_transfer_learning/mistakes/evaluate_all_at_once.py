# /// mistake
# summary = "batch_size is ignored."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["evaluate_checks::test_batches"]
# loses = 0.25
# ///

# %% evaluate
def evaluate(model, x, y, batch_size=64):
    """Return the share of the samples x (N, ...) whose highest score is that of their class y (N,), as a float.

    The model is called with at most batch_size samples at a time.
    """
    model.eval()
    right = 0
    with torch.no_grad():
        for inputs, classes in [(x, y)]:
            right += (model(inputs).argmax(dim=1) == classes).sum().item()
    return right / len(x)
