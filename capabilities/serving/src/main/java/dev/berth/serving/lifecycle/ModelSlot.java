package dev.berth.serving.lifecycle;

import dev.berth.core.ModelVersion;
import dev.berth.serving.execution.ModelInstance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// All versions of one model. Changed by the model's tasks of the `LoadThreads`, one at a time, but
/// for evictions; read by any thread.
final class ModelSlot {
    private final String name;
    private final Runnable changed;
    private final Map<String, VersionSlot> versions = new ConcurrentHashMap<>();

    /// Those that answer requests, the latest first; replaced as a whole.
    private volatile List<ServableVersion> served = List.of();

    /// @param changed is notified of every change of [#served()]
    ModelSlot(String name, Runnable changed) {
        this.name = name;
        this.changed = changed;
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

    /// Makes what the version slots now hold visible to [#served()].
    synchronized void publish() {
        List<ServableVersion> serving = new ArrayList<>();
        for (VersionSlot slot : versions.values()) {
            slot.served().ifPresent(serving::add);
        }
        serving.sort(
                Comparator.comparing(
                                (ServableVersion one) -> one.modelPackage().reference().version())
                        .reversed());
        served = List.copyOf(serving);
        changed.run();
    }

    List<ServableVersion> served() {
        return served;
    }

    /// The instances in memory, the latest first.
    List<ModelInstance> ready() {
        return served.stream().map(ServableVersion::instance).filter(Objects::nonNull).toList();
    }

    /// Whether any version is in memory.
    boolean isInMemory() {
        return versions.values().stream().anyMatch(slot -> slot.instance().isPresent());
    }

    Optional<ServableVersion> findServed(ModelVersion version) {
        for (ServableVersion one : served) {
            if (one.modelPackage().reference().version().equals(version)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
