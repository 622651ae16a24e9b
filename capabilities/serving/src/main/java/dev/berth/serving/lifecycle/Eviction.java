package dev.berth.serving.lifecycle;

import dev.berth.core.ModelReference;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.execution.ServingListener;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Unloads an idle instance to make room for others; its version is on-demand then. An instance is
/// idle if it serves and no request holds it; background requests do not count and are cancelled.
/// Done by whichever thread needs the room. Thread-safe.
public final class Eviction implements Predicate<ModelInstance> {
    private static final Logger LOG = LoggerFactory.getLogger(Eviction.class);

    private final Map<String, ModelSlot> slots;
    private final InstanceReaper retired;
    private final ServingListener listener;

    public Eviction(
            Map<String, ModelSlot> slots, InstanceReaper retired, ServingListener listener) {
        this.slots = slots;
        this.retired = retired;
        this.listener = listener;
    }

    @Override
    public boolean test(ModelInstance instance) {
        instance.makeWay();
        ModelReference reference = instance.reference();
        ModelSlot model = slots.get(reference.name().value());
        Optional<VersionSlot> slot =
                model == null ? Optional.empty() : model.findVersion(reference.version().value());
        if (model == null || slot.isEmpty() || !slot.get().evictIfIdle(instance)) {
            return false;
        }
        model.publish();
        retired.add(instance);
        LOG.debug("model {} is evicted, which makes room for others", reference);
        listener.onModelStateChanged(slot.get().status());
        return true;
    }
}
