# /// mistake
# summary = "The labels are one-hot rows, for which the loss of this notebook is not made."
# topic = "T3.24"
# caught_by = ["folder_checks::test_labels_are_places_in_class_names"]
# loses = 1.25
# ///

# %% folder
def load_folder(folder, size, batch_size, share, seed):
    """Return (train, validation, class_names): two tf.data datasets of batches, and a list of names.

    Pictures get the size (size, size); `share` of the files go to validation, chosen by the seed.
    """
    train, validation = keras.utils.image_dataset_from_directory(
        folder,
        image_size=(size, size),
        batch_size=batch_size,
        validation_split=share,
        subset="both",
        seed=seed,
        label_mode="categorical",
        verbose=False,
    )
    return train, validation, train.class_names
