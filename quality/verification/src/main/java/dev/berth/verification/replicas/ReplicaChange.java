package dev.berth.verification.replicas;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/// Kind of change to the replicas of a system.
enum ReplicaChange {
    ROLLING_UPDATE("all three replaced by a new version", 1),
    SCALING("3 -> 1 -> 3", 1),
    KILL("kill -9 of one, another started", 0.999),
    HANG("one stopped for ten seconds", 0.999);

    static final int REPLICAS = 3;
    private static final Duration HANG_TIME = Duration.ofSeconds(10);

    private final String describe;
    private final double successMin;

    ReplicaChange(String describe, double successMin) {
        this.describe = describe;
        this.successMin = successMin;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String describe() {
        return describe;
    }

    /// The least share of calls with a right answer, as the goal says.
    double successMin() {
        return successMin;
    }

    /// Makes the change, and returns when it is complete.
    void make(ReplicaSet set, int version) throws IOException, InterruptedException {
        switch (this) {
            case ROLLING_UPDATE -> set.rollOut(version);
            case SCALING -> {
                set.scaleTo(1, version);
                set.scaleTo(REPLICAS, version);
            }
            case KILL -> {
                RunningReplica victim = set.replicas().getFirst();
                victim.kill();
                set.replace(victim, version);
            }
            case HANG -> {
                RunningReplica victim = set.replicas().getFirst();
                victim.freeze();
                try {
                    Thread.sleep(HANG_TIME);
                } finally {
                    victim.thaw();
                }
            }
        }
    }
}
