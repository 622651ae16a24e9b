package dev.berth.benchmarks.hostile;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.IntFunction;

/// A way to keep a server busy at little cost: many connections that do the same, each opened again
/// when the server closes it.
///
/// @param connections open at the same time
/// @param opensPerSecondMax how many of them it opens, unless the options allow less
/// @param pace between two moves of one connection; zero if it makes none after the first
/// @param movesMax moves after which the client resets the connection
/// @param bytes what a move sends, by its number from 0, which is sent when the connection is there
record Attack(
        String name,
        int connections,
        int opensPerSecondMax,
        Duration pace,
        int movesMax,
        Reading reading,
        IntFunction<ByteBuffer> bytes) {

    /// What a client does with what it is sent.
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

    /// Connections that never end by themselves.
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

    /// The same with no more connections opened a second, where a new one asks for much at once.
    Attack openingAtMost(int perSecond) {
        return new Attack(
                name, connections, Math.max(1, perSecond), pace, movesMax, reading, bytes);
    }

    /// The same without reading a byte.
    Attack unread() {
        return new Attack(
                name, connections, opensPerSecondMax, pace, movesMax, Reading.LEAVES, bytes);
    }

    /// The same, reset after so many moves.
    Attack resetAfter(int moves) {
        return new Attack(name, connections, opensPerSecondMax, pace, moves, reading, bytes);
    }
}
