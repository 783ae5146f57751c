# /// mistake
# summary = "The batches have the default size."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["folder_checks::test_batches"]
# loses = 0.25
# ///

# %% folder
def load_folder(folder, size, batch_size, share, seed):
    """Return (train, validation, class_names): two tf.data datasets of batches, and a list of names.

    Pictures get the size (size, size); `share` of the files go to validation, chosen by the seed.
    """
    train, validation = keras.utils.image_dataset_from_directory(
        folder,
        image_size=(size, size),
        validation_split=share,
        subset="both",
        seed=seed,
        verbose=False,
    )
    return train, validation, train.class_names
