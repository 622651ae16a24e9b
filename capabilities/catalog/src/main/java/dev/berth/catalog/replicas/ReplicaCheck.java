package dev.berth.catalog.replicas;

import dev.berth.catalog.artifact.ArtifactLock;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.profile.TuningProfiles;
import dev.berth.catalog.settings.SystemReader;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.CheckReport;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.system.ModelPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Check of a system for what makes its replicas differ, or what is lost with one of them.
///
/// An error is what callers of two replicas see differently, or what a replica takes with it when
/// it ends. A warning is what each replica has of its own by design, such as quotas. Only
/// descriptions without errors are looked at; those with errors are what
/// [dev.berth.catalog.Catalog#check] reports.
public final class ReplicaCheck {
    private final Path directory;
    private final CatalogSnapshot system;
    private final List<DocumentNode> documents = new ArrayList<>();

    private ReplicaCheck(Path directory, CatalogSnapshot system) {
        this.directory = directory;
        this.system = system;
    }

    /// Checks a system as it was read. Does I/O: the files are read again, for their lines.
    ///
    /// @param directory of the system
    public static CheckReport run(Path directory, CatalogSnapshot system) {
        return new ReplicaCheck(directory, system).run();
    }

    private CheckReport run() {
        FeatureDefinitions features = system.part(Features.class).definitions();
        var settings = new SystemReplicaRules(new ReplicaPaths(directory), system.system());
        settings.check(document(directory.resolve(SystemReader.FILE_NAME)), features);
        sources(features);
        for (EndpointDescription endpoint : system.part(EndpointEntries.class).valid()) {
            EndpointReplicaRules.check(
                    document(endpoint.location().file()), endpoint, system.system());
        }
        var models = new ModelReplicaRules(ArtifactLock.of(directory));
        for (PackageEntry.Valid valid : system.part(Models.class).valid()) {
            ModelPackage model = valid.modelPackage();
            models.check(document(model.directory().resolve(PackageEntry.FILE_NAME)), model);
            Path profile = TuningProfiles.path(directory, model.reference());
            if (Files.isRegularFile(profile)) {
                ModelReplicaRules.checkProfile(document(profile));
            }
        }
        return report();
    }

    private void sources(FeatureDefinitions features) {
        var rules = new SourceReplicaRules(new ReplicaPaths(directory));
        Map<Path, DocumentNode> read = new TreeMap<>();
        for (EventSource source : features.sources().values()) {
            boolean isUsed =
                    features.views().values().stream()
                            .anyMatch(view -> view.source().equals(source.name()));
            if (isUsed) {
                DocumentNode file = read.computeIfAbsent(source.location().file(), this::document);
                file.child("sources")
                        .flatMap(sources -> sources.child(source.name().value()))
                        .ifPresent(place -> rules.check(place, source));
            }
        }
    }

    /// The whole of a file, as an empty mapping if it is absent or no YAML.
    private DocumentNode document(Path file) {
        DocumentNode root = ReplicaPaths.root(file);
        documents.add(root);
        return root;
    }

    private CheckReport report() {
        var report = new CheckReport(List.of(), List.of());
        for (DocumentNode root : documents) {
            report =
                    report.with(root.notes().errors().sorted())
                            .withWarnings(root.notes().warnings().sorted());
        }
        return report;
    }
}
