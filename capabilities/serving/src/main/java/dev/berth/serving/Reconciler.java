package dev.berth.serving;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.CatalogSnapshot;
import dev.berth.catalog.PackageEntry;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.Mistake;
import dev.berth.core.system.ModelOverride;
import dev.berth.core.system.ModelPackage;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what is in memory into line with what is on disk and what operators asked for.
///
/// A new or changed package is loaded beside what serves, then takes its place; the old one answers
/// the requests that it has and is closed after the last. A package that is gone, or left out by
/// the version policy, is retired likewise. A package that cannot be served is quarantined with the
/// reason, and is not tried again before it changes.
///
/// An override, which is what a caller sent to be served of a model, stands in for the directory's
/// packages of that model. It is put in force as a whole or not at all, by [Staging].
///
/// All methods run on the one loader thread, so that loads do not fight for memory and their order
/// is that of the changes; no request ever waits for it.
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final Catalog catalog;
    private final InstanceLoader loader;
    private final ServingListener listener;
    private final RetiredInstances retired;
    private final Map<String, ModelSlot> slots;
    private final Overrides overrides;
    private final Staging staging;
    private final Set<ModelName> unloadedOnRequest = ConcurrentHashMap.newKeySet();
    private volatile CatalogSnapshot snapshot;
    private List<Mistake> toldMistakes = List.of();

    Reconciler(
            Catalog catalog,
            InstanceLoader loader,
            ServingListener listener,
            RetiredInstances retired,
            Map<String, ModelSlot> slots,
            Overrides overrides) {
        this.catalog = catalog;
        this.loader = loader;
        this.listener = listener;
        this.retired = retired;
        this.slots = slots;
        this.overrides = overrides;
        this.staging = new Staging(catalog, loader, retired);
        this.snapshot = catalog.read();
    }

    CatalogSnapshot snapshot() {
        return snapshot;
    }

    /// Reads the directory and carries out what has changed since the last time.
    ///
    /// A directory that cannot be seen, such as a mount that went away, is no reason to unload what
    /// serves.
    void reconcile() {
        CatalogSnapshot found = catalog.read();
        tellMistakes(found.mistakes());
        if (found.packages().isEmpty()
                && !Files.isDirectory(catalog.directory().resolve("models"))) {
            return;
        }
        snapshot = found;
        Map<ModelName, Map<ModelVersion, PackageEntry.Valid>> valid = new TreeMap<>();
        Set<String> present = new HashSet<>();
        for (PackageEntry entry : overrides.over(found)) {
            present.add(entry.model() + "/" + entry.version());
            switch (entry) {
                case PackageEntry.Valid package_ ->
                        valid.computeIfAbsent(
                                        package_.modelPackage().reference().name(),
                                        name -> new TreeMap<>())
                                .put(package_.modelPackage().reference().version(), package_);
                case PackageEntry.Broken broken -> quarantine(broken);
            }
        }
        valid.forEach(this::reconcileModel);
        retireAbsent(present);
    }

    private void tellMistakes(List<Mistake> mistakes) {
        if (!mistakes.equals(toldMistakes)) {
            mistakes.forEach(mistake -> LOG.warn("{}", mistake));
            toldMistakes = mistakes;
        }
    }

    private void quarantine(PackageEntry.Broken broken) {
        VersionSlot slot = slot(broken.model()).version(broken.version());
        String digest = "broken: " + broken.mistakes();
        if (slot.hasTried(digest)) {
            return;
        }
        int count = broken.mistakes().size();
        String reason =
                count
                        + (count == 1 ? " mistake: " : " mistakes, the first: ")
                        + broken.mistakes().getFirst();
        slot.refused(digest, reason, broken.mistakes());
        tellRefused(broken.model() + "@" + broken.version(), slot, reason);
        changed(broken.model(), slot);
    }

    private void reconcileModel(ModelName name, Map<ModelVersion, PackageEntry.Valid> packages) {
        List<ModelVersion> wanted =
                overrides.versionPolicy(name, snapshot).select(packages.keySet());
        boolean suspended = unloadedOnRequest.contains(name);
        packages.forEach(
                (version, entry) -> {
                    if (suspended) {
                        retire(
                                name.value(),
                                version.value(),
                                "unloaded on request; load it to serve it again");
                    } else if (wanted.contains(version)) {
                        load(entry);
                    }
                });
        // Only now, and only if one of those wanted answers, so that the model is served
        // throughout.
        boolean replaced = anyReady(name, wanted);
        packages.keySet().stream()
                .filter(version -> !suspended && !wanted.contains(version))
                .filter(version -> replaced || !isLoaded(name, version))
                .forEach(
                        version ->
                                retire(
                                        name.value(),
                                        version.value(),
                                        overrides.find(name).isPresent()
                                                ? "left out by the version policy"
                                                : "left out by the version policy in berth.yaml"));
    }

    private boolean isLoaded(ModelName name, ModelVersion version) {
        return slot(name.value()).version(version.value()).instance().isPresent();
    }

    private boolean anyReady(ModelName name, List<ModelVersion> wanted) {
        return slot(name.value()).ready().stream()
                .anyMatch(instance -> wanted.contains(instance.reference().version()));
    }

    private void load(PackageEntry.Valid entry) {
        ModelPackage modelPackage = entry.modelPackage();
        ModelReference reference = modelPackage.reference();
        ModelSlot model = slot(reference.name().value());
        VersionSlot slot = model.version(reference.version().value());
        if (slot.hasTried(entry.digest().hex())) {
            return;
        }
        slot.loading();
        long start = System.nanoTime();
        try {
            Loading loading =
                    loader.load(
                            modelPackage, entry.digest(), catalog.resolve(modelPackage).files());
            switch (loading) {
                case Loading.Loaded(ModelInstance instance) ->
                        replace(model, slot, instance, start);
                case Loading.Refused(Problem problem, List<Mistake> mistakes) ->
                        refuse(entry, slot, problem, mistakes);
            }
        } catch (ProblemException e) {
            refuse(entry, slot, e.problem(), List.of());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("model {} could not be loaded", reference, e);
            refuse(
                    entry,
                    slot,
                    Problem.of(
                            ProblemCode.INTERNAL_ERROR,
                            "could not be loaded: " + e,
                            "report this with the log"),
                    List.of());
        }
        changed(reference.name().value(), slot);
    }

    private void replace(ModelSlot model, VersionSlot slot, ModelInstance instance, long start) {
        Optional<ModelInstance> old = slot.instance();
        slot.ready(instance);
        model.publish();
        old.ifPresent(retired::add);
        LOG.info(
                "model {} is ready after {} ms{}",
                instance.reference(),
                (System.nanoTime() - start) / 1_000_000,
                old.isPresent() ? ", in place of the package as it was before" : "");
    }

    private static void refuse(
            PackageEntry.Valid entry, VersionSlot slot, Problem problem, List<Mistake> mistakes) {
        slot.refused(entry.digest().hex(), problem.sentence(), mistakes);
        tellRefused(entry.modelPackage().reference(), slot, problem);
    }

    private static void tellRefused(Object model, VersionSlot slot, Object reason) {
        String outcome =
                slot.instance().isPresent()
                        ? "serves as it was before its last change, which was refused"
                        : "is quarantined";
        LOG.warn("model {} {}: {}", model, outcome, reason);
    }

    private void retire(String name, String version, String reason) {
        ModelSlot model = slot(name);
        VersionSlot slot = model.version(version);
        Optional<ModelInstance> instance = slot.instance();
        if (instance.isEmpty() && slot.state() == ModelState.UNLOADED) {
            return;
        }
        slot.unloading(reason);
        model.publish();
        instance.ifPresent(retired::add);
        slot.unloaded(reason);
        LOG.info("model {}@{} is unloaded: {}", name, version, reason);
        changed(name, slot);
    }

    private void retireAbsent(Set<String> present) {
        for (ModelSlot model : slots.values()) {
            for (VersionSlot slot : List.copyOf(model.versions())) {
                if (!present.contains(model.name() + "/" + slot.version())) {
                    retire(model.name(), slot.version(), "its package is gone");
                    model.forget(slot);
                }
            }
        }
        slots.values().removeIf(model -> model.versions().isEmpty());
    }

    /// Loads a model that was unloaded on request, and tries again what was refused. An override
    /// ends if the directory has a version that can be served.
    void load(ModelName name) {
        requireKnown(name);
        if (overrides.find(name).isPresent()) {
            List<ModelInstance> staged = staging.loadDirectory(name, snapshot);
            overrides.remove(name).ifPresent(ActiveOverride::delete);
            replaceAll(slot(name.value()), staged, "as its directory says again");
            reconcile();
            return;
        }
        unloadedOnRequest.remove(name);
        for (VersionSlot slot : slot(name.value()).versions()) {
            if (slot.instance().isEmpty()) {
                slot.unloaded("");
            }
        }
        reconcile();
        ModelSlot model = slot(name.value());
        if (model.ready().isEmpty()) {
            String reasons = String.join("; ", reasons(model).values());
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_READY,
                    "model " + name + " could not be loaded: " + reasons,
                    "mend its package");
        }
    }

    private static Map<String, String> reasons(ModelSlot model) {
        Map<String, String> reasons = new HashMap<>();
        model.versions()
                .forEach(
                        slot -> reasons.put(slot.version(), slot.version() + ": " + slot.reason()));
        return reasons;
    }

    /// Serves a model as this override says, or, if that cannot be, goes on as before.
    ///
    /// @throws ProblemException why it cannot
    void load(ModelName name, ModelOverride wanted) {
        if (wanted.files().isEmpty()) {
            requireKnown(name);
        } else {
            snapshot = catalog.read();
        }
        ActiveOverride override = overrides.prepare(name, wanted);
        List<ModelInstance> staged;
        try {
            staged = staging.load(override, snapshot);
        } catch (RuntimeException | LinkageError e) {
            override.delete();
            throw e;
        }
        if (!wanted.settings().ignored().isEmpty()) {
            LOG.info(
                    "model {}: of config, {} change nothing here and are ignored",
                    name,
                    wanted.settings().ignored());
        }
        unloadedOnRequest.remove(name);
        overrides.put(override);
        replaceAll(slot(name.value()), staged, "as it was sent");
        reconcile();
    }

    /// Callers see all versions change at the same moment.
    private void replaceAll(ModelSlot model, List<ModelInstance> instances, String how) {
        List<ModelInstance> old = model.ready();
        for (VersionSlot slot : model.versions()) {
            if (slot.instance().isPresent()) {
                slot.unloaded("another version is served, " + how);
            }
        }
        for (ModelInstance instance : instances) {
            model.version(instance.reference().version().value()).ready(instance);
            LOG.info("model {} is ready, {}", instance.reference(), how);
        }
        model.publish();
        old.forEach(retired::add);
        model.versions().forEach(slot -> changed(model.name(), slot));
    }

    /// Takes a model out of memory until it is loaded again; one that only an override has is gone
    /// with it.
    void unload(ModelName name) {
        Optional<ActiveOverride> override = overrides.find(name);
        if (override.isEmpty() || isKnown(name)) {
            requireKnown(name);
            unloadedOnRequest.add(name);
        } else {
            ModelSlot model = slot(name.value());
            for (VersionSlot slot : List.copyOf(model.versions())) {
                retire(model.name(), slot.version(), "unloaded on request");
                model.forget(slot);
            }
        }
        overrides.remove(name).ifPresent(ActiveOverride::delete);
        reconcile();
    }

    private boolean isKnown(ModelName name) {
        snapshot = catalog.read();
        return snapshot.packages().stream().anyMatch(entry -> entry.model().equals(name.value()));
    }

    private void requireKnown(ModelName name) {
        if (!isKnown(name)) {
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_FOUND,
                    "no model '" + name + "' in " + snapshot.system().directory(),
                    "name a model that `berth models` lists");
        }
    }

    private ModelSlot slot(String name) {
        return slots.computeIfAbsent(name, ModelSlot::new);
    }

    private void changed(String name, VersionSlot slot) {
        slot(name).publish();
        listener.changed(slot.status());
    }
}
