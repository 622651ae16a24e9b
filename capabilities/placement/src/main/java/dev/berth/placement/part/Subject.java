package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import java.util.Optional;

/// Model or endpoint of the system that a component is.
record Subject(boolean isEndpoint, String name) {
    /// The subject that a component's description names.
    static Optional<Subject> of(DocumentNode component) {
        return component
                .text("endpoint")
                .map(name -> new Subject(true, name))
                .or(() -> component.text("model").map(name -> new Subject(false, name)));
    }
}
