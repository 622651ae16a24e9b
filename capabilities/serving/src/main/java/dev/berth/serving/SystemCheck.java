package dev.berth.serving;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.artifact.SystemArtifacts;
import dev.berth.catalog.model.ArtifactsCheck;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.CheckReport;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ValidationError;
import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.execution.PackageRevision;
import dev.berth.serving.execution.ServingContext;
import dev.berth.serving.execution.ServingListener;
import dev.berth.serving.execution.Sessions;
import dev.berth.serving.loading.InstanceLoader;
import dev.berth.serving.loading.LoadResult;
import dev.berth.serving.thread.DeadlineEnforcer;
import dev.berth.serving.thread.InferenceThreadPool;
import dev.berth.serving.thread.ServingTime;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Check for everything that keeps a system from serving as it is described, without serving it.
///
/// First the descriptions, then the artifacts, which are fetched, then each package by loading it
/// once: its steps, its signature against its artifact, its examples.
public final class SystemCheck {
    private SystemCheck() {}

    /// Blocks until every package was checked.
    ///
    /// @throws ProblemException `package-invalid` if there is no such directory
    public static CheckReport run(Path system, ServingOptions options) {
        var catalog = Catalog.open(system);
        CatalogSnapshot snapshot = catalog.read();
        var artifacts =
                SystemArtifacts.of(
                        system,
                        ArtifactStore.at(options.cacheDirectory(), options.transferProgress()));
        CheckReport described = catalog.check(snapshot);
        List<ValidationError> errors = ArtifactsCheck.errors(snapshot, artifacts);
        try (var pool = new InferenceThreadPool(1, ServingTime.SYSTEM);
                var deadlines = DeadlineEnforcer.start(ServingTime.SYSTEM)) {
            var context =
                    new ServingContext(
                            new TensorPool(),
                            pool,
                            deadlines,
                            1,
                            0,
                            0,
                            new Sessions(ServingTime.SYSTEM.nanoClock()),
                            new ServingListener() {},
                            ServingTime.SYSTEM.nanoClock(),
                            InstantSource.system());
            try (var loader = new InstanceLoader(context, options.runtimes())) {
                for (PackageEntry.Valid entry : snapshot.part(Models.class).valid()) {
                    errors.addAll(load(artifacts, loader, entry));
                }
            }
        }
        return described.with(errors);
    }

    private static List<ValidationError> load(
            SystemArtifacts artifacts, InstanceLoader loader, PackageEntry.Valid entry) {
        Optional<Map<String, Path>> files = find(artifacts, entry);
        if (files.isEmpty()) {
            return List.of();
        }
        return switch (loader.load(PackageRevision.of(entry), entry.modelPackage(), files.get())) {
            case LoadResult.Loaded(ModelInstance instance) -> {
                close(instance);
                yield List.of();
            }
            case LoadResult.Refused refused -> refused.errors();
        };
    }

    /// Empty if one cannot be had, which is among the errors already.
    private static Optional<Map<String, Path>> find(
            SystemArtifacts artifacts, PackageEntry.Valid entry) {
        try {
            return Optional.of(artifacts.resolve(entry.modelPackage()).files());
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    private static void close(ModelInstance instance) {
        instance.retire().join();
        try {
            instance.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
