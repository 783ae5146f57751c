# /// mistake
# summary = "The epoch with the highest loss is taken for the best."
# topic = "T3.21"
# caught_by = ["fit_checks::test_when_it_stops"]
# loses = 4.6875
# ///

# %% fit
def fit(model, train_loader, validation_loader, optimizer, epochs, patience, scheduler=None):
    """Train model for up to `epochs` epochs, leave the best weights in it, and return the history, a dictionary."""
    history = {"train_loss": [], "validation_loss": [], "validation_accuracy": []}
    best_loss, best_state, waited = float("-inf"), None, 0
    for _ in range(epochs):
        history["train_loss"].append(train_epoch(model, train_loader, optimizer))
        if scheduler is not None:
            scheduler.step()
        loss, right = evaluate(model, validation_loader)
        history["validation_loss"].append(loss)
        history["validation_accuracy"].append(right)
        if loss > best_loss:
            best_loss, best_state, waited = loss, copy.deepcopy(model.state_dict()), 0
        else:
            waited += 1
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history
