package dev.berth.verification.replicas;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Replicas of one system, as a Deployment with `maxSurge: 1` and `maxUnavailable: 0` has them.
///
/// A thread probes each replica once a second, and publishes the ready ones. Changes are made by
/// one thread.
final class ReplicaSet implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
    private static final int FAILURES_MAX = 3;

    private final ReplicaRuntime runtime;
    private final EndpointSliceServer slices;
    private final ReadinessProbe probe = new ReadinessProbe();
    private final List<RunningReplica> replicas = new CopyOnWriteArrayList<>();
    private final Map<RunningReplica, Integer> failures = new ConcurrentHashMap<>();
    private final Thread prober =
            Thread.ofPlatform().name("prober").daemon().unstarted(this::probe);
    private volatile boolean closed;
    private int started;

    ReplicaSet(ReplicaRuntime runtime, EndpointSliceServer slices) {
        this.runtime = runtime;
        this.slices = slices;
        prober.start();
    }

    List<RunningReplica> replicas() {
        return List.copyOf(replicas);
    }

    /// Starts or ends replicas until there are as many; new ones are awaited.
    void scaleTo(int count, int version) throws IOException, InterruptedException {
        List<RunningReplica> added = new ArrayList<>();
        while (replicas.size() < count) {
            added.add(add(version));
        }
        for (RunningReplica replica : added) {
            awaitReady(replica);
        }
        while (replicas.size() > count) {
            remove(replicas.getFirst());
        }
    }

    /// Replaces all replicas, one after the other: each is ended once its successor is ready.
    void rollOut(int version) throws IOException, InterruptedException {
        for (RunningReplica old : replicas()) {
            awaitReady(add(version));
            remove(old);
        }
    }

    /// Starts another in place of one that has ended.
    void replace(RunningReplica ended, int version) throws IOException, InterruptedException {
        forget(ended);
        awaitReady(add(version));
    }

    private RunningReplica add(int version) throws IOException, InterruptedException {
        started++;
        RunningReplica replica = runtime.start("berth-replica-" + started, version, freePort());
        failures.put(replica, FAILURES_MAX);
        replicas.add(replica);
        return replica;
    }

    /// Takes a replica out of the Service and sends SIGTERM, both at once, as Kubernetes does.
    private void remove(RunningReplica replica) throws IOException, InterruptedException {
        forget(replica);
        int status = replica.terminate();
        if (status != 0) {
            throw new IOException("a replica ended with " + status + ":\n" + replica.lastOutput());
        }
    }

    private void forget(RunningReplica replica) {
        replicas.remove(replica);
        failures.remove(replica);
        publish();
    }

    private void awaitReady(RunningReplica replica) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (!isReady(replica)) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("a replica is not ready:\n" + replica.lastOutput());
            }
            Thread.sleep(Duration.ofMillis(50));
        }
    }

    private boolean isReady(RunningReplica replica) {
        return failures.getOrDefault(replica, FAILURES_MAX) < FAILURES_MAX;
    }

    private void probe() {
        try {
            while (!closed) {
                for (RunningReplica replica : replicas) {
                    boolean ready = probe.isReady(replica.port());
                    failures.computeIfPresent(
                            replica, (_, failed) -> ready ? 0 : Math.min(FAILURES_MAX, failed + 1));
                }
                publish();
                Thread.sleep(PROBE_INTERVAL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void publish() {
        slices.set(replicas.stream().filter(this::isReady).map(RunningReplica::port).toList());
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Override
    public void close() {
        closed = true;
        prober.interrupt();
        probe.close();
    }
}
