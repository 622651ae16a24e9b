package dev.berth.verification.faults;

import java.time.Duration;

/// What a proxy does to the bytes that it hands on.
sealed interface Disturbance {
    /// Nothing.
    record Calm() implements Disturbance {}

    /// Answers come later by a fixed time.
    record Slowness(Duration extra) implements Disturbance {}

    /// Packets of both directions come later, by chance up to a time, and stay in order.
    record Delay(Duration longest) implements Disturbance {}

    /// A share of the packets of both directions is lost. TCP sends them again, so that they and
    /// what is behind them come late by the least time after which it does.
    record Loss(double share) implements Disturbance {
        /// Source: Linux, `TCP_RTO_MIN`.
        static final Duration SENT_AGAIN_AFTER = Duration.ofMillis(200);
    }

    /// Nothing comes through as long as it lasts; connections stay, and are still accepted.
    record Silence() implements Disturbance {}

    /// Connections are reset, a share of the times that something comes over them.
    record Resets(double share) implements Disturbance {}

    /// Answers are damaged where it can be found out ([FrameDamage]).
    record Corruption(double share) implements Disturbance {}
}
