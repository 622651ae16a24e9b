package dev.berth.tables.arrow;

/// Physical layout of a column's values in a file. [#label] is DuckDB's name of the type.
sealed interface ArrowType {
    String label();

    /// A column of missing values only.
    record Nothing() implements ArrowType {
        @Override
        public String label() {
            return "VARCHAR";
        }
    }

    record Bool() implements ArrowType {
        @Override
        public String label() {
            return "BOOLEAN";
        }
    }

    /// Whole numbers.
    ///
    /// @param bits 8, 16, 32 or 64
    record Whole(int bits, boolean isSigned) implements ArrowType {
        @Override
        public String label() {
            String signed =
                    switch (bits) {
                        case 8 -> "TINYINT";
                        case 16 -> "SMALLINT";
                        case 32 -> "INTEGER";
                        default -> "BIGINT";
                    };
            return isSigned ? signed : "U" + signed;
        }
    }

    /// Floating-point numbers.
    ///
    /// @param bits 16, 32 or 64
    record Real(int bits) implements ArrowType {
        @Override
        public String label() {
            return bits == 64 ? "DOUBLE" : "FLOAT";
        }
    }

    /// Texts, or bytes.
    ///
    /// @param size of each, in bytes, for [Lengths#FIXED]
    record Bytes(boolean isText, Lengths lengths, int size) implements ArrowType {
        @Override
        public String label() {
            return isText ? "VARCHAR" : "BLOB";
        }
    }

    /// Layout of the offsets of a column's parts.
    enum Lengths {
        /// Offsets of 32 bits.
        SHORT,
        /// Offsets of 64 bits.
        LONG,
        /// Of each its length and its place, or itself.
        VIEW,
        /// All are of one length.
        FIXED
    }

    /// Days.
    ///
    /// @param isMillis since 1970; days otherwise
    record Date(boolean isMillis) implements ArrowType {
        @Override
        public String label() {
            return "DATE";
        }
    }

    /// Points in time.
    ///
    /// @param isInstant in UTC; of some zone's clocks otherwise
    record Timestamp(Unit unit, boolean isInstant) implements ArrowType {
        @Override
        public String label() {
            return isInstant ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
        }
    }

    enum Unit {
        SECOND,
        MILLI,
        MICRO,
        NANO;

        private static final long NANOS_OF_MICRO = 1_000;

        /// Half a microsecond counts as a whole one, as DuckDB has it.
        long micros(long value) {
            return switch (this) {
                case SECOND -> Math.multiplyExact(value, 1_000_000L);
                case MILLI -> Math.multiplyExact(value, 1_000L);
                case MICRO -> value;
                case NANO ->
                        (value + (value >= 0 ? NANOS_OF_MICRO / 2 : -NANOS_OF_MICRO / 2))
                                / NANOS_OF_MICRO;
            };
        }
    }

    /// Lists of values that are no lists.
    ///
    /// @param size of each list, for [Lengths#FIXED]
    record ListOf(Lengths lengths, int size, ArrowType element) implements ArrowType {
        @Override
        public String label() {
            return element.label() + "[]";
        }
    }

    /// A type that no feature has. Its parts are passed over.
    ///
    /// @param buffers how many it has itself
    record Other(String label, int buffers) implements ArrowType {}
}
