package dev.berth.client;

import dev.berth.client.balancing.RetryBudget;
import dev.berth.client.balancing.ServerGroup;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Dependencies shared by all calls of a client.
///
/// @param clock nanoseconds, as [System#nanoTime()]
record ClientContext(
        ServerGroup group,
        RetryPolicy retries,
        RetryBudget budget,
        ClientListener listener,
        LongSupplier clock,
        RandomGenerator random) {}
