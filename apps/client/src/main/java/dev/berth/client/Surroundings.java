package dev.berth.client;

import dev.berth.client.group.Group;
import dev.berth.client.group.RetryBudget;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What all calls of a client share.
///
/// @param clock nanoseconds, as [System#nanoTime()]
record Surroundings(
        Group group,
        RetryPolicy retries,
        RetryBudget budget,
        ClientListener listener,
        LongSupplier clock,
        RandomGenerator random) {}
