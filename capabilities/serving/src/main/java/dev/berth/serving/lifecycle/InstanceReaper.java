package dev.berth.serving.lifecycle;

import dev.berth.core.ModelName;
import dev.berth.scheduling.LowPriority;
import dev.berth.serving.execution.ModelInstance;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes instances that serve no more, each after its last request, on a thread of its own: giving
/// back native memory takes long enough to be kept away from loads and requests.
public final class InstanceReaper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceReaper.class);

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    LowPriority.threads(Thread.ofPlatform().name("berth-unload").daemon()));
    private final Map<ModelInstance, CompletableFuture<Void>> open = new ConcurrentHashMap<>();
    private final Consumer<ModelInstance> whenClosed;

    /// @param whenClosed called after an instance's memory has been released
    public InstanceReaper(Consumer<ModelInstance> whenClosed) {
        this.whenClosed = whenClosed;
    }

    /// Retires an instance; [#allClosed] then waits for its memory to be given back.
    public void add(ModelInstance instance) {
        CompletableFuture<Void> closed =
                instance.retire().thenRunAsync(() -> close(instance), thread);
        open.put(instance, closed);
        var _ = closed.whenComplete((nothing, failure) -> open.remove(instance));
    }

    /// The instances with unanswered requests or unreleased memory.
    public List<ModelInstance> open() {
        return List.copyOf(open.keySet());
    }

    private void close(ModelInstance instance) {
        try {
            instance.close();
            whenClosed.accept(instance);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("model {} could not be closed; its memory is lost", instance.reference(), e);
        }
    }

    /// Completes when all that were added so far are closed.
    public CompletableFuture<Void> allClosed() {
        return CompletableFuture.allOf(open.values().toArray(CompletableFuture[]::new));
    }

    /// Completes when those of this model that were added so far are closed.
    public CompletableFuture<Void> allClosed(ModelName name) {
        return CompletableFuture.allOf(
                open.entrySet().stream()
                        .filter(entry -> entry.getKey().reference().name().equals(name))
                        .map(Map.Entry::getValue)
                        .toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        thread.close();
    }
}
