package dev.berth.testkit.events;

import dev.berth.events.Interest;
import dev.berth.events.PredictionEvent;
import dev.berth.events.PredictionListener;
import dev.berth.events.PredictionPayload;
import dev.berth.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Listener that records all events, with payloads decoded to records.
public final class CollectingListener implements PredictionListener {
    private final String name;
    private final Interest interest;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /// Event with its payload decoded to records.
    ///
    /// @param inputs empty if the event had no payload
    /// @param outputs empty if it had no payload, or a problem
    public record Received(
            PredictionEvent event,
            List<Map<String, Object>> inputs,
            List<Map<String, Object>> outputs) {}

    public CollectingListener(String name, Interest interest) {
        this.name = name;
        this.interest = interest;
    }

    /// A listener that receives every event, payloads included.
    public static CollectingListener ofAll() {
        return new CollectingListener("collecting", Interest.everything().withPayload());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Interest interest() {
        return interest;
    }

    @Override
    public void onPrediction(PredictionEvent event) {
        received.add(
                new Received(
                        event,
                        event.payload().map(PredictionPayload::inputRecords).orElse(List.of()),
                        event.payload().map(PredictionPayload::outputRecords).orElse(List.of())));
    }

    @Override
    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    /// Waits for a number of events since the start or the last [#clear].
    public List<Received> await(int count) {
        Await.until(count + " events", () -> received.size() >= count, received::toString);
        return received();
    }

    /// Discards the recorded events.
    public void clear() {
        received.clear();
    }
}
