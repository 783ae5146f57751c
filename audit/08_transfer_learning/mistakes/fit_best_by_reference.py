# /// mistake
# summary = "The best weights are kept by reference, and training changes them."
# topic = "T3.20"
# caught_by = ["fit_checks::test_the_best_weights_are_put_back"]
# loses = 0.5
# ///

# %% fit
def fit(model, train, validation, optimizer, epochs, batch_size, generator, keep_statistics=True):
    """Train model for some epochs; return a list with the validation accuracy after each of them.

    train and validation are pairs (x, y). Afterwards the model has the weights of the epoch with the highest validation
    accuracy, the earliest of them. Without an epoch it stays as it is.
    """
    best, history = copy.deepcopy(model.state_dict()), []
    for _ in range(epochs):
        train_epoch(model, *train, optimizer, batch_size, generator, keep_statistics)
        accuracy = evaluate(model, *validation)
        if accuracy > max(history, default=-1):
            best = model.state_dict()
        history.append(accuracy)
    model.load_state_dict(best)
    return history
