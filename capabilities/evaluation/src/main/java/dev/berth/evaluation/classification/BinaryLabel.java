package dev.berth.evaluation.classification;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.evaluation.description.EvaluationDescription.Label;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.ValueCount;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Label of a binary task: one of two classes, of which one is positive.
///
/// @param positives texts of the positive class
/// @param negatives texts of the negative class
record BinaryLabel(String column, Set<String> positives, Set<String> negatives) {
    /// More than a message shows.
    private static final int VALUES_SHOWN = 5;

    private static final Set<String> TRUE = Set.of("true", "1", "1.0");
    private static final Set<String> FALSE = Set.of("false", "0", "0.0");

    BinaryLabel {
        positives = Set.copyOf(positives);
        negatives = Set.copyOf(negatives);
    }

    /// Finds the two classes: those that are declared, or those of the data.
    ///
    /// @throws ProblemException `evaluation-invalid` if there are others than two, or the positive
    ///   one is none of them
    static BinaryLabel of(Label label, DataFile data) {
        data.require(label.column(), "the label");
        List<ValueCount> found = data.frequencies(label.column(), VALUES_SHOWN);
        if (label.positive().isEmpty()) {
            if (!label.classes().isEmpty()) {
                throw invalid("classes without a positive one", "name it: `positive`");
            }
            if (found.stream().noneMatch(each -> isTruth(each.text()))) {
                throw invalid(
                        "label '"
                                + label.column()
                                + "' has "
                                + shown(found)
                                + " (expected: true and false, 1 and 0, or the positive class)",
                        "name it: `positive`");
            }
            return new BinaryLabel(label.column(), TRUE, FALSE);
        }
        String positive = label.positive().get();
        List<String> classes =
                label.classes().isEmpty()
                        ? found.stream().map(ValueCount::text).toList()
                        : label.classes();
        List<String> others = classes.stream().filter(each -> !each.equals(positive)).toList();
        if (others.size() != 1 || classes.size() != 2) {
            throw invalid(
                    "label '"
                            + label.column()
                            + "' with the positive class '"
                            + positive
                            + "' has "
                            + (label.classes().isEmpty() ? shown(found) : "the classes " + classes)
                            + " (expected: it and one other)",
                    "correct `positive`, or name the two in `classes`; rows of others are then set"
                            + " aside");
        }
        return new BinaryLabel(label.column(), Set.of(positive), Set.copyOf(others));
    }

    private static boolean isTruth(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return TRUE.contains(lower) || FALSE.contains(lower);
    }

    private static String shown(List<ValueCount> values) {
        return values.isEmpty()
                ? "no value"
                : values.stream()
                        .map(
                                each ->
                                        "'"
                                                + SanitizedText.of(each.text())
                                                + "' ("
                                                + each.count()
                                                + ")")
                        .collect(Collectors.joining(", "));
    }

    private static ProblemException invalid(String message, String remedy) {
        return new ProblemException(ProblemCode.EVALUATION_INVALID, message, remedy);
    }

    /// A text of the positive class.
    String positive() {
        return positives.contains("true") ? "true" : positives.iterator().next();
    }

    /// Whether a class that the description names is the positive one.
    ///
    /// @throws ProblemException `evaluation-invalid` if it is neither
    boolean isPositiveClass(String name) {
        try {
            return isPositive(name);
        } catch (InvalidRowException e) {
            throw invalid("class " + e.reason(), "correct `favourable` of `fairness`");
        }
    }

    /// Whether a row is of the positive class.
    ///
    /// @throws InvalidRowException if it is of neither
    boolean isPositive(DataRow row) throws InvalidRowException {
        String text = row.text(column);
        if (text == null) {
            throw new InvalidRowException(column, "no label (expected: one of " + classes() + ")");
        }
        return isPositive(text, column);
    }

    /// Whether a predicted class is the positive one.
    boolean isPositive(String text) throws InvalidRowException {
        return isPositive(text, "");
    }

    private boolean isPositive(String text, String where) throws InvalidRowException {
        String found = positives.equals(TRUE) ? text.toLowerCase(Locale.ROOT) : text;
        if (positives.contains(found)) {
            return true;
        }
        if (negatives.contains(found)) {
            return false;
        }
        throw new InvalidRowException(
                where, "'" + SanitizedText.of(text) + "' (expected: one of " + classes() + ")");
    }

    private String classes() {
        return String.join(", ", positives.stream().sorted().toList())
                + ", "
                + String.join(", ", negatives.stream().sorted().toList());
    }
}
