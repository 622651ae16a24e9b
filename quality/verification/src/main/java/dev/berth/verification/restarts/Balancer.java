package dev.berth.verification.restarts;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Load balancer with periodic readiness checks. Thread-safe.
final class Balancer implements AutoCloseable {
    private static final long POLL_MILLIS = 50;

    private final List<Replica> all;
    private final Thread looking;
    private volatile List<Replica> ready;
    private volatile boolean stopping;

    private Balancer(List<Replica> all) {
        this.all = all;
        this.ready = all;
        this.looking = Thread.ofPlatform().name("balancer").unstarted(this::poll);
    }

    /// @param all ready replicas
    static Balancer of(List<Replica> all) {
        var balancer = new Balancer(all);
        balancer.looking.start();
        return balancer;
    }

    private void poll() {
        try {
            while (!stopping) {
                ready = all.stream().filter(Replica::isReady).toList();
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    /// Any ready replica.
    Replica choose() {
        List<Replica> known = ready;
        if (known.isEmpty()) {
            throw new IllegalStateException("no server is ready");
        }
        return known.get(ThreadLocalRandom.current().nextInt(known.size()));
    }

    /// Waits until it routes requests to this server.
    void awaitReady(Replica replica) throws InterruptedException {
        while (!ready.contains(replica)) {
            Thread.sleep(POLL_MILLIS / 5);
        }
    }

    @Override
    public void close() {
        stopping = true;
        looking.interrupt();
    }
}
