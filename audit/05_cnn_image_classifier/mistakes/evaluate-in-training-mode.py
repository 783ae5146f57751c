# /// mistake
# summary = "The network is measured in training mode: dropout drops, and norms learn from validation data."
# topic = "T3.7"
# caught_by = ["evaluate_checks::test_evaluation_mode"]
# loses = 2.6875
# ///

# %% evaluate
def evaluate(model, loader):
    """Return (loss, accuracy) of model on all pictures of loader, two floats."""
    place = place_of(model)
    total, right, count = 0.0, 0, 0
    with torch.no_grad():
        for batch, batch_labels in loader:
            batch, batch_labels = batch.to(place), batch_labels.to(place)
            logits = model(batch)  # (n, C)
            total += F.cross_entropy(logits, batch_labels).item() * len(batch)
            right += (logits.argmax(dim=1) == batch_labels).sum().item()
            count += len(batch)
    return total / count, right / count
