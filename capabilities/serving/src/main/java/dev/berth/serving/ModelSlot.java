package dev.berth.serving;

import dev.berth.core.ModelVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// All versions of one model. Changed by the loader thread alone, read by any.
final class ModelSlot {
    private final String name;
    private final Map<String, VersionSlot> versions = new ConcurrentHashMap<>();

    /// Those that serve, the latest first; replaced as a whole.
    private volatile List<ModelInstance> ready = List.of();

    ModelSlot(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    VersionSlot version(String version) {
        return versions.computeIfAbsent(version, v -> new VersionSlot(name, v));
    }

    Optional<VersionSlot> findVersion(String version) {
        return Optional.ofNullable(versions.get(version));
    }

    Collection<VersionSlot> versions() {
        return versions.values();
    }

    void forget(VersionSlot slot) {
        versions.remove(slot.version());
    }

    /// Makes what the version slots now hold visible to [#ready()].
    void publish() {
        List<ModelInstance> serving = new ArrayList<>();
        for (VersionSlot slot : versions.values()) {
            slot.instance().ifPresent(serving::add);
        }
        serving.sort(
                Comparator.comparing((ModelInstance instance) -> instance.reference().version())
                        .reversed());
        ready = List.copyOf(serving);
    }

    List<ModelInstance> ready() {
        return ready;
    }

    Optional<ModelInstance> findReady(ModelVersion version) {
        for (ModelInstance instance : ready) {
            if (instance.reference().version().equals(version)) {
                return Optional.of(instance);
            }
        }
        return Optional.empty();
    }
}
