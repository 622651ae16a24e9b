package dev.berth.benchmarks.hostile;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.IntFunction;

/// Denial-of-service attack at little cost: many connections with the same behaviour, each reopened
/// when the server closes it.
///
/// @param connections open at the same time
/// @param opensPerSecondMax connection rate, unless the options allow less
/// @param pace between two moves of one connection; zero for a single move
/// @param movesMax moves after which the client resets the connection
/// @param bytes of a move by number; number 0 is sent after connecting
record Attack(
        String name,
        int connections,
        int opensPerSecondMax,
        Duration pace,
        int movesMax,
        Reading reading,
        IntFunction<ByteBuffer> bytes) {

    /// Reading behaviour of a client.
    enum Reading {
        TAKES,
        LEAVES
    }

    Attack {
        if (connections < 1 || opensPerSecondMax < 1 || movesMax < 1 || pace.isNegative()) {
            throw new IllegalArgumentException(
                    "%s: %d connections, %d a second, %d moves, pace %s (expected: >= 1, >= 1, >= 1, >= 0)"
                            .formatted(name, connections, opensPerSecondMax, movesMax, pace));
        }
    }

    /// An attack with connections that never end by themselves.
    static Attack lasting(
            String name, int connections, Duration pace, IntFunction<ByteBuffer> bytes) {
        return new Attack(
                name,
                connections,
                Integer.MAX_VALUE,
                pace,
                Integer.MAX_VALUE,
                Reading.TAKES,
                bytes);
    }

    /// Copy with a lower connection rate, for attacks whose new connections send much at once.
    Attack openingAtMost(int perSecond) {
        return new Attack(
                name, connections, Math.max(1, perSecond), pace, movesMax, reading, bytes);
    }

    /// Copy that reads nothing.
    Attack unread() {
        return new Attack(
                name, connections, opensPerSecondMax, pace, movesMax, Reading.LEAVES, bytes);
    }

    /// Copy with a reset after some moves.
    Attack resetAfter(int moves) {
        return new Attack(name, connections, opensPerSecondMax, pace, moves, reading, bytes);
    }
}
