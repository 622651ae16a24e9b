package dev.berth.core;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Random numbers for property tests. The seed is new in every run unless the system property
/// `berth.seed` fixes it, and is printed so that a failure can be repeated.
public final class SeededRandom {
    private SeededRandom() {}

    /// Runs `property` with a generator and names the seed when it fails.
    public static void check(Consumer<RandomGenerator> property) {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("-Dberth.seed=" + seed);
        try {
            property.accept(new SplittableRandom(seed));
        } catch (AssertionError e) {
            throw new AssertionError("failed with -Dberth.seed=" + seed, e);
        }
    }
}
