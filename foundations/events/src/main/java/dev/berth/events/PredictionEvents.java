package dev.berth.events;

import dev.berth.core.ModelReference;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.RequestIds;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Delivers prediction events to the listeners of one process. Thread-safe.
public final class PredictionEvents implements AutoCloseable {
    /// For what waits when the process ends; then it is lost.
    private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

    /// As many as fit the bits of a long.
    private static final int LISTENERS_MAX = Long.SIZE;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final List<ListenerQueue> queues = new ArrayList<>();
    private final InstantSource clock;
    private final Duration closeTime;
    private final RequestIds ids;

    private PredictionEvents(InstantSource clock, Duration closeTime) {
        this.clock = clock;
        this.closeTime = closeTime;
        this.ids = new RequestIds(clock, () -> ThreadLocalRandom.current().nextLong());
    }

    /// Starts a thread for each listener.
    ///
    /// @param listeners at least one; closed with this
    /// @param threads makes their threads
    /// @throws ProblemException `usage` if two listeners have the same name, or one has none
    public static PredictionEvents open(
            List<PredictionListener> listeners, ThreadFactory threads, InstantSource clock) {
        return open(listeners, threads, clock, CLOSE_TIME);
    }

    /// @param closeTime for what waits at the end
    static PredictionEvents open(
            List<PredictionListener> listeners,
            ThreadFactory threads,
            InstantSource clock,
            Duration closeTime) {
        if (listeners.isEmpty() || listeners.size() > LISTENERS_MAX) {
            throw new IllegalArgumentException(
                    "listeners: " + listeners.size() + " (expected: 1 to " + LISTENERS_MAX + ")");
        }
        var events = new PredictionEvents(clock, closeTime);
        Set<String> names = new HashSet<>();
        for (PredictionListener listener : listeners) {
            String name = listener.name();
            if (!NAME.matcher(name).matches() || !names.add(name)) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        "a listener of predictions has the name '"
                                + SanitizedText.of(name)
                                + "' (expected: letters a to z, digits and hyphens, and no other"
                                + " listener of this name)",
                        "give it another name");
            }
            events.queues.add(new ListenerQueue(listener, name, listener.interest(), threads));
        }
        events.queues.forEach(ListenerQueue::start);
        return events;
    }

    /// These listeners, and those that [ServiceLoader] finds.
    public static List<PredictionListener> withDiscovered(List<PredictionListener> given) {
        List<PredictionListener> all = new ArrayList<>(given);
        ServiceLoader.load(PredictionListener.class).forEach(all::add);
        return all;
    }

    /// Begins the event of a prediction that is admitted now. Never blocks.
    ///
    /// @param reference of the model or endpoint
    /// @param inputs stay the caller's; null if they were not read
    /// @return null if no listener is interested
    public @Nullable PredictionRecorder begin(
            PredictionTarget.Kind kind,
            ModelReference reference,
            Signature signature,
            String requestId,
            String consumer,
            @Nullable NamedTensors inputs) {
        UUID id = ids.nextUuid();
        long interested = 0;
        boolean wantsPayload = false;
        double position = position(id);
        for (int i = 0; i < queues.size(); i++) {
            Interest interest = queues.get(i).interest();
            if (interest.includes(reference.name().value(), position)) {
                interested |= 1L << i;
                wantsPayload |= interest.wantsPayload();
            }
        }
        if (interested == 0) {
            return null;
        }
        return new PredictionRecorder(
                this,
                interested,
                wantsPayload,
                new PredictionRecorder.Admission(
                        id, clock.instant(), kind, reference, signature, requestId, consumer),
                inputs);
    }

    /// The random bits of an id as a number in [0, 1).
    private static double position(UUID id) {
        return (id.getLeastSignificantBits() << 2 >>> 11) * 0x1p-53;
    }

    /// Delivers an event, which is retained meanwhile, to the listeners with interest in it.
    void publish(PredictionEvent event, long interested) {
        PredictionEvent facts = event.withoutPayload();
        for (int i = 0; i < queues.size(); i++) {
            if ((interested & 1L << i) != 0) {
                ListenerQueue queue = queues.get(i);
                queue.offer(queue.interest().wantsPayload() ? event : facts);
            }
        }
    }

    /// What became of the events so far, by listener.
    public List<ListenerStatistics> statistics() {
        return queues.stream().map(ListenerQueue::statistics).toList();
    }

    /// Delivers what waits, for a second at most, and closes the listeners; calling it again does
    /// nothing. Events that come later are lost.
    @Override
    public void close() {
        long deadline = System.nanoTime() + closeTime.toNanos();
        queues.forEach(ListenerQueue::stop);
        queues.forEach(queue -> queue.end(deadline));
    }
}
