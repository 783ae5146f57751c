# /// mistake
# summary = "The loss is summed over the batch, so steps are as many times as long."
# topic = "T3.14"
# caught_by = ["train_epoch_checks::test_weights_after_one_batch"]
# loses = 1.5
# ///

# %% train_epoch
def train_epoch(model, loader, optimizer):
    """Train model for one pass over loader; return the mean loss over all pictures, a float."""
    model.train()
    place = place_of(model)
    total, count = 0.0, 0
    for batch, batch_labels in loader:
        batch, batch_labels = batch.to(place), batch_labels.to(place)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(batch), batch_labels, reduction="sum")
        loss.backward()
        optimizer.step()
        total += loss.item()
        count += len(batch)
    return total / count
