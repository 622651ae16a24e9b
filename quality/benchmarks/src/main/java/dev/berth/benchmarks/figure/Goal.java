package dev.berth.benchmarks.figure;

import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/// Goal of a benchmark with the measured value.
///
/// @param what the comparison
/// @param direction required side of the bound
public record Goal(String what, double found, double bound, Direction direction) {

    /// Required side of the bound.
    public enum Direction {
        AT_LEAST,
        AT_MOST
    }

    public static Goal atLeast(double bound, String what, double found) {
        return new Goal(what, found, bound, Direction.AT_LEAST);
    }

    public static Goal atMost(double bound, String what, double found) {
        return new Goal(what, found, bound, Direction.AT_MOST);
    }

    public boolean isReached() {
        return switch (direction) {
            case AT_LEAST -> found >= bound;
            case AT_MOST -> found <= bound;
        };
    }

    /// Writes the member `goals`.
    public static void write(JsonWriter json, List<Goal> goals) {
        json.name("goals").beginArray();
        for (Goal goal : goals) {
            json.beginObject();
            json.name("what").string(goal.what());
            json.name("found").finiteOrNull(goal.found());
            json.name("bound").finiteOrNull(goal.bound());
            json.name("reached").bool(goal.isReached());
            json.endObject();
        }
        json.endArray();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %-52s %8.2f (%s %.2f)",
                isReached() ? "reached" : "missed ",
                what,
                found,
                direction == Direction.AT_LEAST ? "at least" : "at most",
                bound);
    }
}
