package dev.berth.serving.lifecycle;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelPackage;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.execution.ModelStatistics;
import dev.berth.serving.execution.ModelStatus;
import dev.berth.serving.execution.QueueStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Index of the models, for lookup and listing. Thread-safe.
public final class ModelIndex {
    /// Names in an error; a longer list does not help a caller that mistyped one.
    private static final int NAMES_MAX = 3;

    private final Map<String, ModelSlot> slots = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private volatile Listed listed = new Listed(-1, List.of());

    /// The packages that were served after so many changes.
    private record Listed(long changes, List<ModelPackage> packages) {}

    /// The models by name, for a component that changes them.
    public Map<String, ModelSlot> slots() {
        return slots;
    }

    /// The slot of this name, made if there is none.
    ModelSlot slot(String name) {
        return slots.computeIfAbsent(name, n -> new ModelSlot(n, changes::incrementAndGet));
    }

    private ModelSlot requireSlot(ModelName name) {
        ModelSlot slot = slots.get(name.value());
        if (slot == null) {
            List<String> names = slots.keySet().stream().sorted().toList();
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_FOUND,
                    "no model '" + name + "'" + NearestName.hint(name.value(), names),
                    names.isEmpty()
                            ? "add a package under models/"
                            : "name one of " + near(name.value(), names));
        }
        return slot;
    }

    private static String near(String written, List<String> names) {
        int more = names.size() - NAMES_MAX;
        List<String> near = NearestName.nearest(written, names, NAMES_MAX);
        return near + (more > 0 ? " or of " + more + " more that `berth models` lists" : "");
    }

    /// The version that answers, or the latest that does if none is named.
    ///
    /// @throws ProblemException `model-not-found`, `model-version-not-found` or `model-not-ready`
    public ServableVersion require(ModelName name, Optional<ModelVersion> version) {
        return version.isPresent() ? require(name, version.get()) : requireLatest(name);
    }

    /// The same of the latest.
    ServableVersion requireLatest(ModelName name) {
        ModelSlot slot = requireSlot(name);
        List<ServableVersion> served = slot.served();
        if (served.isEmpty()) {
            throw UnavailabilityReasons.problem(slot);
        }
        return served.getFirst();
    }

    /// The same of one version.
    ServableVersion require(ModelName name, ModelVersion version) {
        ModelSlot slot = requireSlot(name);
        Optional<ServableVersion> served = slot.findServed(version);
        if (served.isPresent()) {
            return served.get();
        }
        if (slot.findVersion(version.value()).isEmpty()) {
            throw new ProblemException(
                    ProblemCode.MODEL_VERSION_NOT_FOUND,
                    "model '" + name + "' has no version '" + version + "'",
                    "name one of "
                            + slot.versions().stream().map(VersionSlot::version).sorted().toList());
        }
        throw UnavailabilityReasons.problem(slot);
    }

    public List<ModelStatus> statuses() {
        List<ModelStatus> statuses = new ArrayList<>();
        for (ModelSlot slot : slots.values()) {
            slot.versions().forEach(version -> statuses.add(version.status()));
        }
        statuses.sort(Comparator.comparing(ModelStatus::name).thenComparing(ModelStatus::version));
        return statuses;
    }

    public boolean isServed(ModelName name, Optional<ModelVersion> version) {
        ModelSlot slot = slots.get(name.value());
        return slot != null
                && version.map(v -> slot.findServed(v).isPresent())
                        .orElse(!slot.served().isEmpty());
    }

    /// In order; the same list as long as nothing changes, since each document of a thousand models
    /// would otherwise sort them anew.
    public List<ModelPackage> packages() {
        // Before the slots: what changes while these are checked counts at the next call.
        long now = changes.get();
        Listed known = listed;
        if (known.changes() != now) {
            known = new Listed(now, sorted());
            listed = known;
        }
        return known.packages();
    }

    private List<ModelPackage> sorted() {
        return slots.values().stream()
                .flatMap(slot -> slot.served().stream())
                .map(ServableVersion::modelPackage)
                .sorted(Comparator.comparing(ModelPackage::reference))
                .toList();
    }

    public List<QueueStatus> queues() {
        return slots.values().stream()
                .flatMap(slot -> slot.ready().stream())
                .map(ModelInstance::queueStatus)
                .toList();
    }

    public List<ModelVersion> versions(ModelName name) {
        return requireSlot(name).served().stream()
                .map(served -> served.modelPackage().reference().version())
                .sorted()
                .toList();
    }

    public ModelStatistics statistics(ModelReference model) {
        ModelInstance instance = require(model.name(), model.version()).instance();
        return instance == null ? ModelStatistics.none() : instance.statistics();
    }

    /// All that is in memory and serves.
    public List<ModelInstance> instances() {
        return slots.values().stream().flatMap(slot -> slot.ready().stream()).toList();
    }
}
