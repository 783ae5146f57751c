# /// mistake
# summary = "The loss of the last batch is returned."
# topic = "T3.19"
# caught_by = ["train_epoch_checks::test_mean_loss"]
# loses = 0.25
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
        loss = F.cross_entropy(model(batch), batch_labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
        count += len(batch)
    return loss.item()
