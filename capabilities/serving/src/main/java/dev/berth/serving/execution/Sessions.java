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

    public Sessions() {
        this(System::nanoTime);
    }

    /// @param nanoTime the clock by which sessions expire
    public Sessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// The sessions of one model, which its versions share.
    SessionStore of(ModelName model) {
        return stores.computeIfAbsent(model.value(), name -> new SessionStore(model, nanoTime));
    }

    /// The models that have sessions, or had some, by name.
    public List<SessionStatus> statuses() {
        return stores.values().stream().map(SessionStore::status).toList();
    }
}
