package dev.berth.client.balancing;

import java.time.Duration;

/// When a server that fails is left alone, and for how long. It is less if the server answers as
/// many calls in a row as failures eject it, with which it is tried once in a while
/// ([ServerGroup#takeProbe]).
///
/// @param failuresInARow so many failed attempts one after the other eject a server
/// @param failureShare a larger share of failed attempts in the last ten seconds does, too
/// @param attemptsMin with fewer attempts in these ten seconds the share is not checked
/// @param first how long a server is left alone the first time; each further time twice as long
/// @param longest no ejection lasts longer; a server that stayed in use for so long begins anew
/// @param groupShareMax of the servers of a group at most this share, rounded down, is ejected at a
///   time: a group that is broken as a whole still gets calls
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
