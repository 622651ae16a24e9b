package dev.berth.catalog.publication;

import java.util.Optional;

/// What decides values and is not as it was published.
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
