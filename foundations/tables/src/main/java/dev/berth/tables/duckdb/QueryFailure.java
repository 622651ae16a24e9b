package dev.berth.tables.duckdb;

/// Failure of a query, with the engine's message.
///
/// The message is the engine's and begins with the kind of failure, such as `IO Error: `.
public final class QueryFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Party that can resolve a failure.
    public enum Kind {
        /// [Session#interrupt] was called.
        INTERRUPTED("INTERRUPT"),
        /// Neither memory nor the folder for spilling holds what is needed.
        OUT_OF_MEMORY("Out of Memory"),
        /// A file is not there, or not of its format.
        INPUT("IO", "HTTP", "Permission"),
        /// A value is not of the requested type.
        VALUE("Conversion", "Invalid Input", "Out of Range"),
        /// The SQL is wrong.
        SQL("Parser", "Binder", "Catalog", "Syntax"),
        OTHER;

        /// With bars between: an array would not be immutable.
        private final String beginnings;

        Kind(String... beginnings) {
            this.beginnings = String.join("|", beginnings);
        }

        private static Kind of(String message) {
            for (Kind kind : values()) {
                for (String beginning : kind.beginnings.split("\\|", -1)) {
                    if (!beginning.isEmpty() && message.startsWith(beginning)) {
                        return kind;
                    }
                }
            }
            return OTHER;
        }
    }

    private final Kind kind;

    QueryFailure(String message) {
        super(message);
        this.kind = Kind.of(message);
    }

    public Kind kind() {
        return kind;
    }
}
