package dev.berth.verification.faults;

import java.time.Duration;

/// Disturbance that a proxy applies to the bytes it forwards.
sealed interface Disturbance {
    /// No disturbance.
    record Calm() implements Disturbance {}

    /// Fixed additional latency of responses.
    record Slowness(Duration extra) implements Disturbance {}

    /// Random delay of packets in both directions, in order.
    record Delay(Duration longest) implements Disturbance {}

    /// Loss of a share of the packets in both directions. TCP retransmits them, so that they and
    /// later ones are delayed by at least the minimum retransmission time.
    record Loss(double share) implements Disturbance {
        /// Source: Linux, `TCP_RTO_MIN`.
        static final Duration SENT_AGAIN_AFTER = Duration.ofMillis(200);
    }

    /// Nothing is forwarded; connections stay open, and new ones are accepted.
    record Silence() implements Disturbance {}

    /// Connections are reset at a share of their packets.
    record Resets(double share) implements Disturbance {}

    /// Responses are damaged where clients can detect it ([FrameDamage]).
    record Corruption(double share) implements Disturbance {}
}
