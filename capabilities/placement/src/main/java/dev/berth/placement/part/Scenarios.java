package dev.berth.placement.part;

import dev.berth.core.system.SourceLocation;
import dev.berth.placement.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The scenarios of a system.
///
/// @param all in the order of names
public record Scenarios(List<Entry> all) {
    /// A scenario with its file.
    ///
    /// @param location of the file
    /// @param references names of models, endpoints and views by JSON pointer
    public record Entry(
            Scenario scenario, SourceLocation location, Map<String, Reference> references) {
        public Entry {
            references = Map.copyOf(references);
        }
    }

    /// A part of the system that a component is.
    ///
    /// @param kind `endpoint`, `model` or `view`
    public record Reference(String kind, String name, SourceLocation location) {}

    public Scenarios {
        all = List.copyOf(all);
    }

    public List<String> names() {
        return all.stream().map(each -> each.scenario().name()).toList();
    }

    public Optional<Scenario> find(String name) {
        return all.stream()
                .map(Entry::scenario)
                .filter(scenario -> scenario.name().equals(name))
                .findFirst();
    }

    /// The scenario of a file.
    public Optional<Scenario> find(Path file) {
        return all.stream()
                .filter(each -> each.location().file().equals(file))
                .map(Entry::scenario)
                .findFirst();
    }
}
