package dev.berth.deploy.check;

import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collector of mistakes, each once. For one thread.
final class Findings {
    private final List<ValidationError> errors = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    void add(ValidationError error) {
        if (seen.add(error.toString())) {
            errors.add(error);
        }
    }

    void report(ManifestNode node, String found, String expected, String remedy) {
        add(new ValidationError(node.location(), node.pointer(), found, expected, remedy));
    }

    /// In the order of files and lines.
    List<ValidationError> sorted() {
        return errors.stream()
                .sorted(
                        Comparator.comparing(
                                        (ValidationError error) ->
                                                error.location().file().toString())
                                .thenComparingInt(error -> error.location().line()))
                .toList();
    }
}
