# /// mistake
# summary = "The whole body is tuned."
# topic = "T8.5"
# caught_by = ["run_keras_checks::test_the_last_stage_moved_and_nothing_else"]
# loses = 0.5
# ///

# %% run_keras
keras.utils.set_random_seed(0)
body = keras_body("letternet.safetensors")
keras_model = None
pictures = images.astype("float32")  # (60, 16, 16, 3)
keras_model = build_keras(body, (16, 16, 3), 6, config["mean"], config["std"])
compile_keras(keras_model, lr=2e-2)
keras_model.fit(pictures, labels, batch_size=20, epochs=15, verbose=0)
unfreeze_keras(keras_model, body, "stem", lr=2e-4)
keras_model.fit(pictures, labels, batch_size=20, epochs=6, verbose=0)
