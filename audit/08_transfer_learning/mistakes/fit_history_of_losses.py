# /// mistake
# summary = "The list holds training losses."
# topic = "T5.16"
# caught_by = ["fit_checks::test_history"]
# loses = 3.25
# ///

# %% fit
def fit(model, train, validation, optimizer, epochs, batch_size, generator, keep_statistics=True):
    """Train model for some epochs; return a list with the validation accuracy after each of them.

    train and validation are pairs (x, y). Afterwards the model has the weights of the epoch with the highest validation
    accuracy, the earliest of them. Without an epoch it stays as it is.
    """
    best, history = copy.deepcopy(model.state_dict()), []
    for _ in range(epochs):
        loss = train_epoch(model, *train, optimizer, batch_size, generator, keep_statistics)
        accuracy = evaluate(model, *validation)
        if accuracy > max(history, default=-1):
            best = copy.deepcopy(model.state_dict())
        history.append(loss)
    model.load_state_dict(best)
    return history
