package dev.berth.catalog.endpoint;

import dev.berth.core.endpoint.EndpointDescription;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The endpoints of a system.
///
/// @param all in the order of names
public record EndpointEntries(List<EndpointEntry> all) {
    public EndpointEntries {
        all = List.copyOf(all);
    }

    /// The names of the files.
    public List<String> names() {
        return all.stream().map(EndpointEntry::name).toList();
    }

    public Optional<EndpointEntry> find(String name) {
        return all.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /// Those that can be read.
    public List<EndpointDescription> valid() {
        return all.stream()
                .flatMap(
                        entry ->
                                entry instanceof EndpointEntry.Valid(var description)
                                        ? Stream.of(description)
                                        : Stream.of())
                .toList();
    }
}
