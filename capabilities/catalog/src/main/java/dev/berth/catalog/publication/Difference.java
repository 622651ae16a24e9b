package dev.berth.catalog.publication;

import java.util.Optional;

/// Difference of a description from what was published, in a field that decides values.
///
/// @param field such as `features/delay_6h/window`
/// @param published empty if there was none
/// @param found empty if there is none
public record Difference(String field, Optional<String> published, Optional<String> found) {
    @Override
    public String toString() {
        return field
                + ": "
                + found.orElse("nothing")
                + ", published as "
                + published.orElse("nothing");
    }
}
