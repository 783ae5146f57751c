# /// mistake
# summary = "keep_statistics is not handed on."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["fit_checks::test_settings_are_handed_on"]
# loses = 0.25
# ///

# %% fit
def fit(model, train, validation, optimizer, epochs, batch_size, generator, keep_statistics=True):
    """Train model for some epochs; return a list with the validation accuracy after each of them.

    train and validation are pairs (x, y). Afterwards the model has the weights of the epoch with the highest validation
    accuracy, the earliest of them. Without an epoch it stays as it is.
    """
    best, history = copy.deepcopy(model.state_dict()), []
    for _ in range(epochs):
        train_epoch(model, *train, optimizer, batch_size, generator)
        accuracy = evaluate(model, *validation)
        if accuracy > max(history, default=-1):
            best = copy.deepcopy(model.state_dict())
        history.append(accuracy)
    model.load_state_dict(best)
    return history
