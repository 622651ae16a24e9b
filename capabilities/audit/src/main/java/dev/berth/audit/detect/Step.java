package dev.berth.audit.detect;

/// What a call does in a system with models.
enum Step {
    /// Reads data.
    READ,
    /// Writes data.
    WRITE,
    /// Trains a model; fitting a scaler or an encoder is not training.
    TRAIN,
    /// Judges a model on data.
    EVALUATE,
    /// Computes a model's output.
    PREDICT,
    /// Writes a trained model.
    SAVE_MODEL,
    /// Starts a server that answers requests.
    SERVE
}
