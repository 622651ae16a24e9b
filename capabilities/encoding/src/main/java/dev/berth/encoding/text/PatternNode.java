package dev.berth.encoding.text;

import java.util.List;

/// A part of a regular expression, as far as its cost depends on it.
sealed interface PatternNode {
    /// Of a repetition without an upper bound.
    int UNBOUNDED = Integer.MAX_VALUE;

    /// One character of a class.
    ///
    /// @param written the class as it is written, by which two are found to be equal
    record Single(String written) implements PatternNode {}

    /// A zero-width assertion: an anchor, lookahead or lookbehind.
    ///
    /// @param inner what is looked for; an empty sequence for an anchor
    record Assertion(PatternNode inner) implements PatternNode {}

    /// Parts one after the other.
    record Sequence(List<PatternNode> parts) implements PatternNode {
        static final Sequence EMPTY = new Sequence(List.of());

        public Sequence {
            parts = List.copyOf(parts);
        }

        PatternNode first() {
            return parts.getFirst();
        }

        Sequence rest() {
            return new Sequence(parts.subList(1, parts.size()));
        }
    }

    /// Alternatives, of which the first that matches is taken.
    record Choice(List<PatternNode> alternatives) implements PatternNode {
        public Choice {
            alternatives = List.copyOf(alternatives);
        }
    }

    /// Repetition of a part.
    ///
    /// @param max [#UNBOUNDED] without an upper bound
    /// @param preference which number of times is tried first
    record Repeat(PatternNode part, int min, int max, Preference preference)
            implements PatternNode {}

    /// An atomic group, never matched in another way.
    record Atomic(PatternNode inner) implements PatternNode {}

    /// Preference of a repetition for few or many times.
    enum Preference {
        MOST,
        LEAST
    }
}
