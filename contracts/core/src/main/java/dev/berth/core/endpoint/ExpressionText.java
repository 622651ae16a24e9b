package dev.berth.core.endpoint;

import dev.berth.core.system.SourceLocation;

/// An expression in the Common Expression Language (cel.dev) as it was written, not yet compiled.
///
/// @param pointer the place within the file, as a JSON pointer
public record ExpressionText(String text, SourceLocation location, String pointer) {
    @Override
    public String toString() {
        return text;
    }
}
