package dev.berth.verification.attack;

import java.io.IOException;

/// Attack of a hostile client, and a valid call of the same route that must succeed afterwards.
///
/// @param name for the option `--only`
/// @param summary of what is sent
/// @param body the attack; its result has the server's responses
/// @param next a valid request to the attacked part of the server
record Attack(String name, String summary, Body body, Call next) {
    /// Execution of an attack. Throws nothing for a response of any status.
    @FunctionalInterface
    interface Body {
        /// Sends all of it and returns the responses.
        Replies send(Caller caller) throws IOException, InterruptedException;
    }
}
