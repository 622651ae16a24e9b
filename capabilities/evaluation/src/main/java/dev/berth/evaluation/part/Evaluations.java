package dev.berth.evaluation.part;

import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import dev.berth.evaluation.description.EvaluationDescription;
import java.util.List;
import java.util.Optional;

/// The evaluations that a system describes.
///
/// @param all in the order of their names
/// @param warnings what stops nothing, such as data that is not there
public record Evaluations(List<Entry> all, List<ValidationError> warnings) {
    public Evaluations {
        all = List.copyOf(all);
        warnings = List.copyOf(warnings);
    }

    /// Evaluation with the place where it is described.
    public record Entry(EvaluationDescription description, SourceLocation location) {}

    public Optional<EvaluationDescription> find(String name) {
        return all.stream()
                .map(Entry::description)
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    public List<String> names() {
        return all.stream().map(each -> each.description().name()).toList();
    }
}
