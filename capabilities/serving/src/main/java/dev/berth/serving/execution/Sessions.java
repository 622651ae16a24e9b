package dev.berth.serving.execution;

import dev.berth.core.ModelName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/// The sessions of all models of a process. Thread-safe.
public final class Sessions {
    private final LongSupplier nanoTime;
    private final Map<String, SessionStore> stores = new ConcurrentSkipListMap<>();

    /// @param nanoTime the clock by which sessions expire
    public Sessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// The sessions of one model, which its versions share.
    SessionStore of(ModelName model) {
        return stores.computeIfAbsent(model.value(), name -> new SessionStore(model, nanoTime));
    }

    /// Ends a session, after the requests of it that are there.
    public void end(String consumer, String id) {
        var key = new Session.Key(consumer, id);
        stores.values().forEach(store -> store.end(key));
    }

    /// The models that have sessions, or had some, by name.
    public List<SessionStatus> statuses() {
        return stores.values().stream().map(SessionStore::status).toList();
    }
}
