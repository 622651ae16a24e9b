package dev.berth.batch.state;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a job's output follows from: two runs with the same key give the same bytes.
///
/// @param values texts by their names, such as `source sha256`
public record JobKey(Map<String, String> values) {
    public JobKey {
        values = new LinkedHashMap<>(values);
    }

    /// The lines of a file.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        values.forEach((name, value) -> lines.add(name + ": " + value.replace("\n", "\\n")));
        return lines;
    }

    /// Checks that a job that was begun is this one.
    ///
    /// @param begun its lines
    /// @throws ProblemException `batch-changed` with all that differs
    void requireSame(List<String> begun) {
        List<String> differing = new ArrayList<>();
        for (String line : lines()) {
            if (!begun.contains(line)) {
                String name = line.substring(0, line.indexOf(": ") + 2);
                String before =
                        begun.stream()
                                .filter(each -> each.startsWith(name))
                                .map(each -> each.substring(name.length()))
                                .findFirst()
                                .orElse("nothing");
                differing.add(line + " (expected: " + before + ", as when the job was begun)");
            }
        }
        if (!differing.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.BATCH_CHANGED,
                    String.join("; ", differing),
                    "restore what has changed and run it again, or begin anew: --restart");
        }
    }
}
