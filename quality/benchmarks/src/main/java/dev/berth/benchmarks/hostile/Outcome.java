package dev.berth.benchmarks.hostile;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Effect of one attack on the other clients and the server.
///
/// @param quiet windows before, between and after the attacked ones, one more than these
/// @param opening windows while the attack's connections were opened; empty if too short for a
///   percentile, and then part of the attacked ones
/// @param attacked windows including the end of the attack's connections
/// @param before the server in the first quiet window
/// @param during at the end of the first attacked window, before its connections were closed
/// @param settled in the quiet window after it
/// @param after in the last quiet window
/// @param attackers counts of all attacked windows
/// @param attackedSeconds their total duration
/// @param floorMillis lower bound of the quiet p99
record Outcome(
        String name,
        List<RegularClients.Window> quiet,
        List<RegularClients.Window> opening,
        List<RegularClients.Window> attacked,
        State before,
        State during,
        State settled,
        State after,
        Attackers.Counts attackers,
        double attackedSeconds,
        int floorMillis) {
    private static final double P99_MAX = 2;
    private static final double GROWTH_MAX = 1.1;

    /// Connections of the client with new connections at the time of the count.
    private static final int SOCKETS_MORE_MAX = 2;

    /// State of the server process.
    ///
    /// @param cpuShare processors used in the window
    record State(int sockets, double megabytes, double cpuShare) {}

    Outcome {
        quiet = List.copyOf(quiet);
        opening = List.copyOf(opening);
        attacked = List.copyOf(attacked);
    }

    Spread quietMillis() {
        return p99(quiet);
    }

    Spread attackedMillis() {
        return p99(attacked);
    }

    /// Empty if opening was too short to measure.
    Optional<Spread> openingMillis() {
        return opening.isEmpty() ? Optional.empty() : Optional.of(p99(opening));
    }

    private static Spread p99(List<RegularClients.Window> windows) {
        return Spread.of(windows.stream().map(RegularClients.Window::p99Millis).toList());
    }

    /// The slowest responses on new connections, quiet and attacked.
    double quietNewcomerMillis() {
        return newcomerMillis(quiet.stream());
    }

    double attackedNewcomerMillis() {
        return newcomerMillis(Stream.concat(opening.stream(), attacked.stream()));
    }

    private static double newcomerMillis(Stream<RegularClients.Window> windows) {
        return windows.mapToDouble(RegularClients.Window::newcomerMillis).max().orElseThrow();
    }

    /// The ratio of attacked to quiet median p99.
    double ratio() {
        return attackedMillis().median() / quietMillis().median();
    }

    /// The same ratio with the lower bound of the quiet p99.
    double ratioOverFloor() {
        return overFloor(attackedMillis());
    }

    private double overFloor(Spread millis) {
        return millis.median() / Math.max(floorMillis, quietMillis().median());
    }

    private double recovered() {
        return quiet.getLast().p99Millis() / Math.max(floorMillis, quiet.getFirst().p99Millis());
    }

    long failed() {
        return windows().mapToLong(RegularClients.Window::failed).sum();
    }

    /// The first failure; empty if there is none.
    String failure() {
        return windows()
                .map(RegularClients.Window::failure)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private Stream<RegularClients.Window> windows() {
        return Stream.of(opening, attacked, quiet).flatMap(List::stream);
    }

    List<Goal> goals() {
        List<Goal> goals = new ArrayList<>();
        openingMillis()
                .map(this::overFloor)
                .map(
                        ratio ->
                                Goal.atMost(
                                        P99_MAX,
                                        name + ": p99 while it opens in multiples of quiet",
                                        ratio))
                .ifPresent(goals::add);
        goals.addAll(lastingGoals());
        return goals;
    }

    private List<Goal> lastingGoals() {
        return List.of(
                Goal.atMost(P99_MAX, name + ": p99 in multiples of quiet", ratioOverFloor()),
                Goal.atMost(P99_MAX, name + ": p99 afterwards in multiples of before", recovered()),
                Goal.atMost(0, name + ": failed requests of others", (double) failed()),
                Goal.atMost(
                        SOCKETS_MORE_MAX,
                        name + ": sockets left behind",
                        (double) (after.sockets() - before.sockets())),
                Goal.atMost(
                        GROWTH_MAX,
                        name + ": memory in multiples of after one round",
                        after.megabytes() / settled.megabytes()));
    }
}
