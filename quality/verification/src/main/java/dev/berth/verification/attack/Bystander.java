package dev.berth.verification.attack;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Client of another model, on its own thread, before, during and after an attack.
final class Bystander {
    private static final int OK = 200;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Caller caller;
    private final Call call;
    private final Thread thread;
    private volatile boolean isOver;
    private volatile long slowestNanos;
    private volatile String failure = "";

    private Bystander(Caller caller, Call call) {
        this.caller = caller;
        this.call = call;
        this.thread = Thread.ofPlatform().name("bystander").start(this::run);
    }

    static Bystander start(Caller caller, Call call) {
        return new Bystander(caller, call);
    }

    private void run() {
        try {
            do {
                long begun = System.nanoTime();
                Caller.Reply reply = caller.send(call);
                slowestNanos = Math.max(slowestNanos, System.nanoTime() - begun);
                if (reply.status() != OK && failure.isEmpty()) {
                    failure = reply.status() + " " + reply.excerpt();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            } while (!isOver);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The longest response time so far.
    Duration slowest() {
        return Duration.ofNanos(slowestNanos);
    }

    /// The first response other than 200; empty if there is none.
    String failure() {
        return failure;
    }

    /// Stops and waits for the last call.
    void finish() throws InterruptedException {
        isOver = true;
        thread.join();
    }
}
