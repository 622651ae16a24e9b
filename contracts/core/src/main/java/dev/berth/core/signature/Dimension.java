package dev.berth.core.signature;

/// One dimension of a declared shape.
public sealed interface Dimension {

    /// A dimension of exactly this size, at least 0.
    record Fixed(long size) implements Dimension {
        public Fixed {
            if (size < 0) {
                throw new IllegalArgumentException("size: " + size + " (expected: >= 0)");
            }
        }

        @Override
        public String toString() {
            return Long.toString(size);
        }
    }

    /// A dimension whose size each request chooses. Dimensions of the same name have the same size
    /// within a request.
    record Dynamic(String name) implements Dimension {
        /// The name of a dimension that has none; such dimensions are independent of each other.
        public static final String ANONYMOUS = "?";

        @Override
        public String toString() {
            return name;
        }
    }

    static Dimension fixed(long size) {
        return new Fixed(size);
    }

    static Dimension dynamic(String name) {
        return new Dynamic(name);
    }
}
