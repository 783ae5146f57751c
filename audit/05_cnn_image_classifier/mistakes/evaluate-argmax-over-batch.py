# /// mistake
# summary = "The largest logit is looked for in each column of the batch."
# topic = "T3.6"
# caught_by = ["evaluate_checks::test_accuracy"]
# loses = 0.75
# ///

# %% evaluate
def evaluate(model, loader):
    """Return (loss, accuracy) of model on all pictures of loader, two floats."""
    model.eval()
    place = place_of(model)
    total, right, count = 0.0, 0, 0
    with torch.no_grad():
        for batch, batch_labels in loader:
            batch, batch_labels = batch.to(place), batch_labels.to(place)
            logits = model(batch)  # (n, C)
            total += F.cross_entropy(logits, batch_labels).item() * len(batch)
            right += (logits.argmax(dim=0)[batch_labels] == torch.arange(len(batch))).sum().item()
            count += len(batch)
    return total / count, right / count
