# /// mistake
# summary = "Evaluation runs in training mode."
# topic = "T3.7"
# caught_by = ["evaluate_checks::test_mode"]
# loses = 1.75
# ///

# %% evaluate
def evaluate(model, x, y, batch_size=64):
    """Return the share of the samples x (N, ...) whose highest score is that of their class y (N,), as a float.

    The model is called with at most batch_size samples at a time.
    """
    model.train()
    right = 0
    with torch.no_grad():
        for inputs, classes in zip(x.split(batch_size), y.split(batch_size)):
            right += (model(inputs).argmax(dim=1) == classes).sum().item()
    return right / len(x)
