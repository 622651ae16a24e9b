package dev.berth.evaluation.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Kind of decision that a model makes, which determines the metrics of its evaluation.
public enum Task {
    /// One of two classes, by a score of the positive one.
    BINARY,
    /// One of several classes.
    MULTICLASS,
    /// Any subset of several classes.
    MULTILABEL,
    /// A number.
    REGRESSION,
    /// An order of the rows of one query, by relevance.
    RANKING,
    /// The nearest of a collection, by embeddings.
    RETRIEVAL,
    /// A text, compared by characters and words.
    TEXT_RECOGNITION,
    /// Boxes with classes in a picture.
    DETECTION;

    /// The task as files write it: `text-recognition`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Task> findByLabel(String label) {
        return Arrays.stream(values()).filter(task -> task.label().equals(label)).findFirst();
    }

    public static List<String> labels() {
        return Arrays.stream(values()).map(Task::label).toList();
    }

    @Override
    public String toString() {
        return label();
    }
}
