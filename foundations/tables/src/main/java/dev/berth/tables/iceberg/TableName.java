package dev.berth.tables.iceberg;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.SourceName;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/// Name of a table in problems.
///
/// @param path as the source declares it
record TableName(SourceName source, String path) {
    ProblemException unavailable(String found, String remedy) {
        return unavailable(found, remedy, null);
    }

    ProblemException unavailable(String found, String remedy, @Nullable Throwable cause) {
        return new ProblemException(
                Problem.of(ProblemCode.SOURCE_UNAVAILABLE, this + " " + found, remedy), cause);
    }

    /// @param what was read
    ProblemException unreadable(String what, Throwable cause) {
        return unavailable(
                "cannot be read: " + what + ": " + reason(cause),
                "make its files readable, and whole",
                cause);
    }

    private static String reason(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "there is no file " + missing.getMessage();
            case UncheckedIOException wrapped when wrapped.getCause() != null ->
                    reason(wrapped.getCause());
            default -> failure.toString();
        };
    }

    @Override
    public String toString() {
        return "the table at " + path + " of source " + source;
    }
}
