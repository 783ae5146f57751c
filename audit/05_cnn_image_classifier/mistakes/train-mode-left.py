# /// mistake
# summary = "The model is left in whatever mode it was: after the first validation, in evaluation mode."
# topic = "T3.8"
# caught_by = ["train_epoch_checks::test_training_mode"]
# loses = 1.0
# ///

# %% train_epoch
def train_epoch(model, loader, optimizer):
    """Train model for one pass over loader; return the mean loss over all pictures, a float."""
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
    return total / count
