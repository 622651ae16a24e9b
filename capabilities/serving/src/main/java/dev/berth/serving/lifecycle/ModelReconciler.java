package dev.berth.serving.lifecycle;

import dev.berth.catalog.model.PackageEntry;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.Problem;
import dev.berth.core.system.ValidationError;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.execution.PackageRevision;
import dev.berth.serving.execution.ServingListener;
import dev.berth.serving.loading.LoadResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reconciler of one model with its packages.
///
/// A new or changed package is loaded beside what serves, then takes its place; the old one answers
/// the requests that it has and is closed after the last. A package that is gone, or left out by
/// the version policy, is retired likewise. A package that cannot be served is marked as failed
/// with the reason, and is not tried again before it changes.
///
/// A model of which nothing is in memory is not loaded for a changed package, and a new one only if
/// the policy is to load at the start and there is room without evicting another: it is on-demand
/// until a request needs it. One that is in memory is kept there through its changes.
///
/// For one model all methods run one after the other, as tasks of the `LoadThreads`.
public final class ModelReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(ModelReconciler.class);

    private final LoadPolicy policy;
    private final PackageLoader loader;
    private final ServingListener listener;
    private final InstanceReaper retired;
    private final ModelIndex models;
    private final Overrides overrides;
    private final Set<String> unloadedOnRequest = ConcurrentHashMap.newKeySet();

    public ModelReconciler(
            LoadPolicy policy,
            PackageLoader loader,
            ServingListener listener,
            InstanceReaper retired,
            ModelIndex models,
            Overrides overrides) {
        this.policy = policy;
        this.loader = loader;
        this.listener = listener;
        this.retired = retired;
        this.models = models;
        this.overrides = overrides;
    }

    /// @param requested whether a caller requested the load of the model
    void reconcile(String model, PackageIndex found, boolean requested) {
        List<PackageEntry> entries = overrides.entries(model, found);
        Map<ModelVersion, PackageRevision> valid = new TreeMap<>();
        Set<String> present = new HashSet<>();
        for (PackageEntry entry : entries) {
            present.add(entry.version());
            switch (entry) {
                case PackageEntry.Valid package_ ->
                        valid.put(
                                package_.modelPackage().reference().version(),
                                PackageRevision.of(package_));
                case PackageEntry.Broken broken -> markFailed(broken);
            }
        }
        if (!valid.isEmpty()) {
            serve(ModelName.of(model), valid, found, requested);
        }
        retireAbsent(model, present);
    }

    private void markFailed(PackageEntry.Broken broken) {
        VersionSlot slot = slot(broken.model()).version(broken.version());
        String digest = "broken: " + broken.errors();
        if (slot.hasTried(digest)) {
            return;
        }
        int count = broken.errors().size();
        String reason =
                count
                        + (count == 1 ? " error: " : " errors, the first: ")
                        + broken.errors().getFirst();
        slot.refused(digest, reason, broken.errors());
        logRefused(broken.model() + "@" + broken.version(), slot, reason);
        changed(broken.model(), slot);
    }

    private void serve(
            ModelName name,
            Map<ModelVersion, PackageRevision> packages,
            PackageIndex found,
            boolean requested) {
        if (unloadedOnRequest.contains(name.value())) {
            packages.keySet()
                    .forEach(
                            version ->
                                    retire(
                                            name.value(),
                                            version.value(),
                                            "unloaded on request; load it to serve it again"));
            return;
        }
        List<ModelVersion> wanted =
                overrides.versionPolicy(name, found.snapshot()).select(packages.keySet());
        packages.forEach(
                (version, described) -> {
                    if (wanted.contains(version)) {
                        bring(described, requested);
                    }
                });
        retireUnwanted(name, packages.keySet(), wanted);
    }

    /// Only now, and only if one of those wanted answers, so that the model is served throughout.
    private void retireUnwanted(
            ModelName name, Set<ModelVersion> versions, List<ModelVersion> wanted) {
        ModelSlot model = slot(name.value());
        boolean replaced =
                wanted.stream().anyMatch(v -> model.version(v.value()).served().isPresent());
        String reason =
                overrides.find(name).isPresent()
                        ? "left out by the version policy"
                        : "left out by the version policy in berth.yaml";
        for (ModelVersion version : versions) {
            boolean serves = model.version(version.value()).served().isPresent();
            if (!wanted.contains(version) && (replaced || !serves)) {
                retire(name.value(), version.value(), reason);
            }
        }
    }

    private void bring(PackageRevision described, boolean requested) {
        ModelReference reference = described.reference();
        ModelSlot model = slot(reference.name().value());
        VersionSlot slot = model.version(reference.version().value());
        if (slot.hasTried(described.digest().hex())) {
            return;
        }
        boolean known = slot.findOnDemand().isPresent();
        if (requested || model.isInMemory()) {
            load(model, slot, described);
        } else if (policy == LoadPolicy.ON_DEMAND || known) {
            slot.serveOnDemand(described);
        } else {
            loadIfRoom(model, slot, described);
        }
        changed(reference.name().value(), slot);
    }

    private void loadIfRoom(ModelSlot model, VersionSlot slot, PackageRevision described) {
        slot.loading();
        long start = System.nanoTime();
        Optional<LoadResult> loading = loader.loadIfRoom(described);
        if (loading.isPresent()) {
            take(model, slot, described, loading.get(), start);
        } else {
            slot.serveOnDemand(described);
        }
    }

    /// Loads and has others evicted. Where there is no room at the moment, what serves continues
    /// to, and what does not waits for a request.
    private void load(ModelSlot model, VersionSlot slot, PackageRevision described) {
        slot.loading();
        long start = System.nanoTime();
        try {
            take(model, slot, described, loader.load(described), start);
        } catch (PackageLoader.NoRoom e) {
            if (slot.instance().isPresent()) {
                refuse(slot, described, e.problem(), List.of());
            } else {
                slot.serveOnDemand(described);
            }
        }
    }

    private void take(
            ModelSlot model,
            VersionSlot slot,
            PackageRevision described,
            LoadResult loading,
            long start) {
        switch (loading) {
            case LoadResult.Loaded(ModelInstance instance) -> replace(model, slot, instance, start);
            case LoadResult.Refused(Problem problem, List<ValidationError> errors) ->
                    refuse(slot, described, problem, errors);
        }
    }

    private void replace(ModelSlot model, VersionSlot slot, ModelInstance instance, long start) {
        Optional<ModelInstance> old = slot.ready(instance);
        model.publish();
        old.ifPresent(retired::add);
        LOG.info(
                "model {} is ready after {} ms{}",
                instance.reference(),
                (System.nanoTime() - start) / 1_000_000,
                old.isPresent() ? ", in place of the package as it was before" : "");
    }

    private static void refuse(
            VersionSlot slot,
            PackageRevision described,
            Problem problem,
            List<ValidationError> errors) {
        slot.refused(described.digest().hex(), problem.sentence(), errors);
        logRefused(described.reference(), slot, problem);
    }

    private static void logRefused(Object model, VersionSlot slot, Object reason) {
        String outcome =
                slot.instance().isPresent()
                        ? "serves as it was before its last change, which was refused"
                        : "cannot be served";
        LOG.warn("model {} {}: {}", model, outcome, reason);
    }

    private void retire(String name, String version, String reason) {
        ModelSlot model = slot(name);
        VersionSlot slot = model.version(version);
        if (slot.instance().isEmpty() && slot.state() == ModelState.UNLOADED) {
            return;
        }
        Optional<ModelInstance> instance = slot.unloading(reason);
        model.publish();
        instance.ifPresent(retired::add);
        slot.unloaded(reason);
        LOG.info("model {}@{} is unloaded: {}", name, version, reason);
        changed(name, slot);
    }

    private void retireAbsent(String name, Set<String> present) {
        ModelSlot model = models.slots().get(name);
        if (model == null) {
            return;
        }
        for (VersionSlot slot : List.copyOf(model.versions())) {
            if (!present.contains(slot.version())) {
                retire(name, slot.version(), "its package is gone");
                model.forget(slot);
            }
        }
        if (model.versions().isEmpty()) {
            models.slots().remove(name);
        }
    }

    /// Loads an on-demand version for the requests that wait for it.
    void loadOnDemand(ModelReference reference, OnDemandLoadQueue loadQueue) {
        ModelSlot model = models.slots().get(reference.name().value());
        VersionSlot slot =
                model == null ? null : model.findVersion(reference.version().value()).orElse(null);
        if (model == null || slot == null) {
            loadQueue.failed(reference, UnavailabilityReasons.gone(reference));
            return;
        }
        Optional<PackageRevision> onDemand = slot.findOnDemand();
        if (onDemand.isPresent()) {
            loadForWaiting(model, slot, onDemand.get(), loadQueue);
            return;
        }
        Optional<ModelInstance> instance = slot.instance();
        if (instance.isPresent()) {
            loadQueue.served(instance.get(), () -> {});
        } else {
            loadQueue.failed(reference, UnavailabilityReasons.problem(model));
        }
    }

    private void loadForWaiting(
            ModelSlot model,
            VersionSlot slot,
            PackageRevision described,
            OnDemandLoadQueue loadQueue) {
        slot.loading();
        long start = System.nanoTime();
        try {
            switch (loader.load(described)) {
                case LoadResult.Loaded(ModelInstance instance) ->
                        loadQueue.served(instance, () -> replace(model, slot, instance, start));
                case LoadResult.Refused(Problem problem, List<ValidationError> errors) -> {
                    refuse(slot, described, problem, errors);
                    model.publish();
                    loadQueue.failed(described.reference(), UnavailabilityReasons.problem(model));
                }
            }
        } catch (PackageLoader.NoRoom e) {
            slot.serveOnDemand(described);
            loadQueue.failed(described.reference(), e.problem().asException());
        }
        changed(model.name(), slot);
    }

    /// Callers see all versions change at the same moment.
    void replaceAll(String name, List<ModelInstance> instances, String how) {
        ModelSlot model = slot(name);
        List<ModelInstance> old = new ArrayList<>();
        for (VersionSlot slot : model.versions()) {
            if (slot.served().isPresent()) {
                slot.unloaded("another version is served, " + how).ifPresent(old::add);
            }
        }
        for (ModelInstance instance : instances) {
            model.version(instance.reference().version().value()).ready(instance);
            LOG.info("model {} is ready, {}", instance.reference(), how);
        }
        model.publish();
        old.forEach(retired::add);
        model.versions().forEach(slot -> changed(name, slot));
    }

    /// Whatever was refused or taken out of memory is tried again.
    void forgetTries(ModelName name) {
        unloadedOnRequest.remove(name.value());
        for (VersionSlot slot : slot(name.value()).versions()) {
            if (slot.findOnDemand().isPresent()) {
                // Requests for it meanwhile wait for this load.
                slot.loading();
            } else if (slot.instance().isEmpty()) {
                slot.unloaded("").ifPresent(retired::add);
            }
        }
    }

    /// It stays out of memory until [#forgetTries].
    void suspend(ModelName name) {
        unloadedOnRequest.add(name.value());
    }

    void resume(ModelName name) {
        unloadedOnRequest.remove(name.value());
    }

    /// Takes out a model that the directory does not have.
    void remove(ModelName name) {
        ModelSlot model = slot(name.value());
        for (VersionSlot slot : List.copyOf(model.versions())) {
            retire(model.name(), slot.version(), "unloaded on request");
            model.forget(slot);
        }
    }

    ModelSlot slot(String name) {
        return models.slot(name);
    }

    private void changed(String name, VersionSlot slot) {
        slot(name).publish();
        listener.onModelStateChanged(slot.status());
    }
}
