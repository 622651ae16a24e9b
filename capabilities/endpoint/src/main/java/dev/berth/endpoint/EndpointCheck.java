package dev.berth.endpoint;

import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.ValidationError;
import dev.berth.endpoint.execution.CompiledEndpoint;
import dev.berth.endpoint.execution.Remotes;
import dev.berth.features.online.ExpressionCheck;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.StoreFeatureReader;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Check for everything that keeps endpoints from answering, from the descriptions alone.
public final class EndpointCheck implements EndpointReconciler.Models {
    private final CatalogSnapshot snapshot;
    private final Remotes remotes;
    private final ExpressionCheck expressions;
    private final OnlineFeatureReader reads;

    private EndpointCheck(CatalogSnapshot snapshot, Remotes remotes) {
        this.snapshot = snapshot;
        this.remotes = remotes;
        this.expressions = ExpressionCheck.of(snapshot.part(Features.class).definitions());
        // What is kept there is not checked.
        this.reads =
                new StoreFeatureReader(
                        expressions.sound(), new MemoryStore(), InstantSource.system());
    }

    /// The errors of the endpoints that can be read, and of the expressions of features; those of
    /// the others are in the catalog's own report.
    ///
    /// @param remotes that give the signatures of their models
    public static List<ValidationError> errors(CatalogSnapshot snapshot, Remotes remotes) {
        var check = new EndpointCheck(snapshot, remotes);
        List<ValidationError> errors = new ArrayList<>(check.expressions.errors());
        Map<String, EndpointState> states =
                EndpointReconciler.run(entries(snapshot).all(), Map.of(), check);
        for (EndpointDescription endpoint : entries(snapshot).valid()) {
            String name = endpoint.name().value();
            errors.addAll(Objects.requireNonNull(states.get(name)).errors());
        }
        return errors;
    }

    private static EndpointEntries entries(CatalogSnapshot snapshot) {
        return snapshot.part(EndpointEntries.class);
    }

    /// What models and endpoints take and give, as their descriptions say; empty of one that has
    /// errors.
    public static Function<Callee, Optional<Signature>> signatures(CatalogSnapshot snapshot) {
        var check = new EndpointCheck(snapshot, Remotes.none());
        Map<String, EndpointState> states =
                EndpointReconciler.run(entries(snapshot).all(), Map.of(), check);
        return callee ->
                switch (callee) {
                    case Callee.Model(var name, var version) -> check.find(name, version);
                    case Callee.Remote remote -> Optional.empty();
                    case Callee.Endpoint(var name) ->
                            Optional.ofNullable(states.get(name.value()))
                                    .flatMap(state -> Optional.ofNullable(state.plan()))
                                    .map(CompiledEndpoint::signature);
                };
    }

    private Optional<Signature> find(ModelName name, Optional<ModelVersion> version) {
        try {
            return Optional.of(signature(name, version));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    /// As the model's description says, in its latest version that can be read.
    @Override
    public Signature signature(ModelName name, Optional<ModelVersion> version) {
        return requirePackage(name, version).signature();
    }

    @Override
    public PackageFeatures features(ModelName name, Optional<ModelVersion> version) {
        return requirePackage(name, version).features();
    }

    @Override
    public OnlineFeatureReader featureReads() {
        return reads;
    }

    private ModelPackage requirePackage(ModelName name, Optional<ModelVersion> version) {
        List<PackageEntry.Valid> valid = snapshot.part(Models.class).valid();
        List<PackageEntry.Valid> packages =
                valid.stream()
                        .filter(entry -> entry.model().equals(name.value()))
                        .filter(
                                entry ->
                                        version.isEmpty()
                                                || entry.version().equals(version.get().value()))
                        .toList();
        if (packages.isEmpty()) {
            List<String> names = valid.stream().map(PackageEntry.Valid::model).distinct().toList();
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_FOUND,
                    "no sound package of it" + NearestName.hint(name.value(), names),
                    "name one of " + names);
        }
        return packages.getLast().modelPackage();
    }

    @Override
    public Signature remote(Callee.Remote callee) {
        return remotes.signature(callee);
    }

    /// Nothing is kept here.
    @Override
    public String fingerprint(ModelName name, Optional<ModelVersion> version) {
        return "";
    }

    @Override
    public LongSupplier nanoClock() {
        return System::nanoTime;
    }
}
