package dev.berth.protocol.record;

/// The forms of a `:predict` body; the answer has the one of its request.
public enum PredictBodyFormat {
    /// The record itself: `{"text": "..."}`, answered by a record.
    SINGLE,
    /// Many records: `{"records": [{...}, ...]}`, answered by the same.
    RECORDS,
    /// KServe's and TensorFlow Serving's rows: `{"instances": [...]}`, answered by `predictions`.
    INSTANCES,
    /// TensorFlow Serving's columns: `{"inputs": {...}}`, answered by `outputs`.
    INPUTS
}
