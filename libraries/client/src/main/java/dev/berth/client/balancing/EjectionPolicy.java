package dev.berth.client.balancing;

import java.time.Duration;

/// Policy for ejecting failing servers. An ejected server is probed with single calls
/// ([ServerGroup#takeProbe]) and returns early after as many responses in a row as failures eject
/// it.
///
/// @param failuresInARow consecutive failed attempts that eject a server
/// @param failureShare share of failed attempts in the last ten seconds above which a server is
///   ejected
/// @param attemptsMin minimum of attempts in these ten seconds for the share to count
/// @param first duration of the first ejection, doubled for each further one
/// @param longest maximum duration; after as long without an ejection the doubling restarts
/// @param groupShareMax maximum share of a group's servers, rounded down, that is ejected at a
///   time: a group that fails as a whole still gets calls
public record EjectionPolicy(
        int failuresInARow,
        double failureShare,
        int attemptsMin,
        Duration first,
        Duration longest,
        double groupShareMax) {

    public EjectionPolicy {
        if (failuresInARow < 1 || attemptsMin < 1) {
            throw new IllegalArgumentException(
                    "failures in a row "
                            + failuresInARow
                            + ", attempts "
                            + attemptsMin
                            + " (expected: >= 1)");
        }
        if (!(failureShare > 0 && failureShare <= 1 && groupShareMax >= 0 && groupShareMax < 1)) {
            throw new IllegalArgumentException(
                    "failure share "
                            + failureShare
                            + ", group share "
                            + groupShareMax
                            + " (expected: above 0 to 1, 0 to below 1)");
        }
        if (!first.isPositive() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "ejected for " + first + " up to " + longest + " (expected: above 0, no less)");
        }
    }

    /// Five failures in a row, or half of at least twenty attempts; five seconds up to two minutes.
    public static EjectionPolicy defaults() {
        return new EjectionPolicy(5, 0.5, 20, Duration.ofSeconds(5), Duration.ofMinutes(2), 0.5);
    }
}
