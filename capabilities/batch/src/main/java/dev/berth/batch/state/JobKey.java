package dev.berth.batch.state;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a job's output follows from: two runs with the same key give the same bytes.
///
/// @param values texts by their names, such as `source sha256`
/// @param columns types of the source's columns by their names
public record JobKey(Map<String, String> values, Map<String, String> columns) {
    private static final String COLUMN = "column ";

    /// End of a message.
    private static final String BEGUN = ", as when the job was begun)";

    public JobKey {
        values = new LinkedHashMap<>(values);
        columns = new LinkedHashMap<>(columns);
    }

    /// The lines of a file.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        values.forEach((name, value) -> lines.add(line(name, value)));
        columns.forEach((name, type) -> lines.add(line(COLUMN + name, type)));
        return lines;
    }

    private static String line(String name, String value) {
        return (name + ": " + value).replace("\n", "\\n");
    }

    /// The value that lines have for a name.
    static Optional<String> value(List<String> lines, String name) {
        String start = name + ": ";
        return lines.stream()
                .filter(each -> each.startsWith(start))
                .map(each -> each.substring(start.length()))
                .findFirst();
    }

    /// Checks that a job that was begun is this one.
    ///
    /// @param begun its lines
    /// @throws ProblemException `batch-changed` with the columns that differ, or with all else that
    ///   does
    void requireSame(List<String> begun) {
        // Whatever else differs follows from them.
        requireNone(differingColumns(begun));
        List<String> differing = new ArrayList<>();
        values.forEach(
                (name, value) -> {
                    String line = line(name, value);
                    if (!begun.contains(line)) {
                        String before = value(begun, name).orElse("nothing");
                        differing.add(line + " (expected: " + before + BEGUN);
                    }
                });
        requireNone(differing);
    }

    private static void requireNone(List<String> differing) {
        if (!differing.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.BATCH_CHANGED,
                    String.join("; ", differing),
                    "restore what has changed and run it again, or begin anew: --restart");
        }
    }

    /// Columns that are missing, of another type, or new.
    private List<String> differingColumns(List<String> begun) {
        List<String> differing = new ArrayList<>();
        Map<String, String> before = new LinkedHashMap<>();
        for (String line : begun) {
            if (line.startsWith(COLUMN)) {
                int end = line.lastIndexOf(": ");
                before.put(line.substring(COLUMN.length(), end), line.substring(end + 2));
            }
        }
        Map<String, String> now = new LinkedHashMap<>();
        columns.forEach((name, type) -> now.put(name.replace("\n", "\\n"), type));
        before.forEach(
                (name, type) -> {
                    String found = now.get(name);
                    if (!type.equals(found)) {
                        differing.add(
                                "column '"
                                        + name
                                        + "' of the source is "
                                        + (found == null ? "missing" : found)
                                        + " (expected: "
                                        + type
                                        + BEGUN);
                    }
                });
        now.forEach(
                (name, type) -> {
                    if (!before.containsKey(name)) {
                        differing.add(
                                "column '"
                                        + name
                                        + "' of the source is new (expected: the columns "
                                        + String.join(", ", before.keySet())
                                        + BEGUN);
                    }
                });
        return differing;
    }
}
