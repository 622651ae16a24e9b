package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Part of the system that a component is.
record Subject(Kind kind, String name) {
    /// What it is; the keys of a component have these names.
    public enum Kind {
        ENDPOINT,
        MODEL,
        VIEW;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The subject that a component's description names.
    static Optional<Subject> of(DocumentNode component) {
        return Arrays.stream(Kind.values())
                .flatMap(
                        kind ->
                                component.text(kind.key()).stream()
                                        .map(name -> new Subject(kind, name)))
                .findFirst();
    }
}
