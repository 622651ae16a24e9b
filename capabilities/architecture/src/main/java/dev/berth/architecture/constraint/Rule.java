package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.Flow;
import java.util.Locale;

/// Rule over the graph of an architecture.
public sealed interface Rule {
    /// Every path from one component to another goes through a third between them.
    ///
    /// @param along what paths consist of
    record EveryPath(Selection from, Selection to, Selection passes, Along along) implements Rule {
        @Override
        public String text() {
            return "every path of "
                    + along
                    + " from ("
                    + from
                    + ") to ("
                    + to
                    + ") passes ("
                    + passes
                    + ")";
        }
    }

    /// No path leads from one component to another.
    record NeverReaches(Selection from, Selection to, Along along) implements Rule {
        @Override
        public String text() {
            return "no path of " + along + " from (" + from + ") to (" + to + ")";
        }
    }

    /// A class of data is never at some components. It goes along flows that may carry it, and not
    /// through what removes it.
    ///
    /// @param data the class, such as `personal`
    record NeverReachesData(String data, Selection to) implements Rule {
        @Override
        public String text() {
            return data + " data never reaches (" + to + ")";
        }
    }

    /// No component calls another one directly.
    record NeverCalls(Selection from, Selection to) implements Rule {
        @Override
        public String text() {
            return "(" + from + ") never calls (" + to + ") directly";
        }
    }

    /// No component reaches itself through others of the selection.
    record NoCycle(Selection among, Along along) implements Rule {
        @Override
        public String text() {
            return "no cycle of " + along + " among (" + among + ")";
        }
    }

    /// None of some components takes down another one by its failure alone.
    ///
    /// @param among whose failures count
    /// @param of those that must stay up
    record NoSinglePoint(Selection among, Selection of) implements Rule {
        /// Those who use the system.
        public static final String USERS =
                "kind in ['consumer', 'interface'] && size(callers) == 0";

        @Override
        public String text() {
            return "no failure of one of (" + among + ") takes down (" + of + ")";
        }
    }

    /// A predicted value of components is within a bound.
    ///
    /// @param bound milliseconds or cost in a month at most, or a share of time at least
    record Budget(Quantity quantity, Selection of, double bound) implements Rule {
        @Override
        public String text() {
            return quantity.word()
                    + " of ("
                    + of
                    + ") is "
                    + (quantity == Quantity.AVAILABILITY ? "at least " : "at most ")
                    + quantity.text(bound);
        }
    }

    /// Every component of a selection meets a condition.
    record Each(Selection where, Selection requires) implements Rule {
        @Override
        public String text() {
            return "each of (" + where + ") meets (" + requires + ")";
        }
    }

    /// There is a component of a selection.
    record Some(Selection where) implements Rule {
        @Override
        public String text() {
            return "there is one of (" + where + ")";
        }
    }

    /// What it demands, in a sentence.
    String text();

    /// What paths consist of.
    enum Along {
        /// From callers to callees.
        CALLS(Flow.Kind.CALL),
        /// From where values are to where they go, requests and answers among them.
        DATA(Flow.Kind.DATA);

        private final Flow.Kind kind;

        Along(Flow.Kind kind) {
            this.kind = kind;
        }

        Flow.Kind kind() {
            return kind;
        }

        /// The word in descriptions.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What is predicted.
    enum Quantity {
        LATENCY,
        AVAILABILITY,
        COST;

        /// The word in descriptions.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// A value with its unit.
        String text(double value) {
            return switch (this) {
                case LATENCY -> String.format(Locale.ROOT, "%.4g ms", value);
                case AVAILABILITY -> String.format(Locale.ROOT, "%.6f", value);
                case COST -> String.format(Locale.ROOT, "%.2f in a month", value);
            };
        }
    }
}
