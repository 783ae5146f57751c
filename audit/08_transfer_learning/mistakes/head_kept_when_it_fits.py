# /// mistake
# summary = "A head with the right number of classes is kept."
# topic = "T8.9"
# caught_by = ["head_checks::test_the_head_is_new"]
# loses = 0.25
# ///

# %% head
def reset_classifier(model, num_classes):
    """Put a new head for num_classes classes into model, in place, and set model.num_classes.

    model.num_features is the number of features, and model.head the layer that they go to.
    """
    if model.num_classes == num_classes:
        return
    model.num_classes = num_classes
    model.head = nn.Linear(model.num_features, num_classes) if num_classes else nn.Identity()
