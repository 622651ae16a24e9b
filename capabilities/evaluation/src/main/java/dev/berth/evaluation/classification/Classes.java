package dev.berth.evaluation.classification;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.ValueCount;
import dev.berth.scoring.row.InvalidRowException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Classes of a task, by their positions.
final class Classes {
    /// Of more, a confusion matrix has more cells than a slice may.
    static final int COUNT_MAX = 200;

    private static final int SHOWN_MAX = 10;

    private final List<String> names;
    private final Map<String, Integer> positions = new HashMap<>();

    Classes(List<String> names) {
        this.names = List.copyOf(names);
        for (String name : names) {
            positions.put(name, positions.size());
        }
        if (names.size() < 2 || names.size() > COUNT_MAX || positions.size() < names.size()) {
            throw invalid(
                    names.size() + " classes (expected: 2 to " + COUNT_MAX + " different ones)");
        }
    }

    /// The classes that are declared, or those of an output, or those of the data in the order of
    /// their texts.
    ///
    /// @param ofOutput categories of the scores or the decision; empty if there are none
    static Classes of(
            List<String> declared, List<String> ofOutput, DataFile data, String labelColumn) {
        if (!declared.isEmpty()) {
            return new Classes(declared);
        }
        if (!ofOutput.isEmpty()) {
            return new Classes(ofOutput);
        }
        List<String> found =
                new ArrayList<>(
                        data.frequencies(labelColumn, COUNT_MAX + 1).stream()
                                .map(ValueCount::text)
                                .toList());
        found.sort(null);
        return new Classes(found);
    }

    private static ProblemException invalid(String message) {
        return new ProblemException(
                ProblemCode.EVALUATION_INVALID,
                message,
                "declare them as `classes` of the label, in the order of the scores");
    }

    int count() {
        return names.size();
    }

    String name(int position) {
        return names.get(position);
    }

    /// Requires that a list of scores has one for each class.
    ///
    /// @throws ProblemException `evaluation-invalid` if not
    void requireCount(int scores, String output) {
        if (scores != count()) {
            throw invalid(
                    "output '"
                            + output
                            + "' has "
                            + scores
                            + " scores, of "
                            + count()
                            + " classes (expected: one for each)");
        }
    }

    /// The position of a class; -1 if it is none of them.
    int position(String name) {
        return positions.getOrDefault(name, -1);
    }

    /// The position of a label.
    ///
    /// @throws InvalidRowException if it is none of the classes
    int require(String column, String name) throws InvalidRowException {
        int position = position(name);
        if (position < 0) {
            throw new InvalidRowException(
                    column,
                    "'"
                            + SanitizedText.of(name)
                            + "' (expected: one of "
                            + String.join(", ", names.subList(0, Math.min(count(), SHOWN_MAX)))
                            + (count() > SHOWN_MAX ? ", …" : "")
                            + ")");
        }
        return position;
    }
}
