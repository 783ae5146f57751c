# /// mistake
# summary = "The validation set is trained on as well."
# topic = "T8.15"
# caught_by = ["fit_checks::test_who_sees_what"]
# loses = 2.25
# ///

# %% fit
def fit(model, train, validation, optimizer, epochs, batch_size, generator, keep_statistics=True):
    """Train model for some epochs; return a list with the validation accuracy after each of them.

    train and validation are pairs (x, y). Afterwards the model has the weights of the epoch with the highest validation
    accuracy, the earliest of them. Without an epoch it stays as it is.
    """
    best, history = copy.deepcopy(model.state_dict()), []
    for _ in range(epochs):
        train_epoch(
            model,
            torch.cat([train[0], validation[0]]),
            torch.cat([train[1], validation[1]]),
            optimizer,
            batch_size,
            generator,
            keep_statistics,
        )
        accuracy = evaluate(model, *validation)
        if accuracy > max(history, default=-1):
            best = copy.deepcopy(model.state_dict())
        history.append(accuracy)
    model.load_state_dict(best)
    return history
