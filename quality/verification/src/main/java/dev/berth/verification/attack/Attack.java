package dev.berth.verification.attack;

import java.io.IOException;

/// One thing that a hostile caller does, and a harmless call of the same route that has to be
/// answered behind it.
///
/// @param name what the option `--only` selects it by
/// @param summary what is sent, in a few words
/// @param body what is done; its result says how the server answered
/// @param next an ordinary request to the part of the server that was attacked
record Attack(String name, String summary, Body body, Call next) {
    /// The way of an attack. Throws nothing for an answer of any status.
    @FunctionalInterface
    interface Body {
        /// Sends all of it, and returns what came back.
        Replies send(Caller caller) throws IOException, InterruptedException;
    }
}
