package dev.berth.endpoint;

import dev.berth.catalog.endpoint.EndpointEntry;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.ValidationError;
import dev.berth.endpoint.compile.EndpointCompiler;
import dev.berth.endpoint.compile.SignatureResolver;
import dev.berth.endpoint.execution.CompiledEndpoint;
import dev.berth.endpoint.execution.ResponseCache;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.features.online.OnlineFeatureReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Reconciler of a system's endpoints with their files and callees: each after the endpoints that
/// it calls itself. An endpoint whose compilation would not change is left alone.
final class EndpointReconciler implements SignatureResolver {
    private final Map<String, EndpointEntry> entries = new LinkedHashMap<>();
    private final Map<String, EndpointState> before;
    private final Models models;
    private final Map<String, EndpointState> states = new HashMap<>();
    private final Set<String> inFlight = new HashSet<>();
    private final DependencyFingerprints fingerprints =
            new DependencyFingerprints() {
                @Override
                public String model(ModelName name, Optional<ModelVersion> version) {
                    return models.fingerprint(name, version);
                }

                @Override
                public CompiledEndpoint endpoint(EndpointName name) {
                    return requirePlan(state(name.value()));
                }
            };

    /// The models of the system.
    interface Models {
        /// As [SignatureResolver#model].
        Signature signature(ModelName name, Optional<ModelVersion> version);

        /// As [SignatureResolver#features].
        PackageFeatures features(ModelName name, Optional<ModelVersion> version);

        /// As [SignatureResolver#featureReads], as of now.
        OnlineFeatureReader featureReads();

        /// As [SignatureResolver#remote].
        Signature remote(Callee.Remote callee);

        /// As [DependencyFingerprints#model].
        String fingerprint(ModelName name, Optional<ModelVersion> version);

        /// By which answers that are kept grow old.
        LongSupplier nanoClock();
    }

    private EndpointReconciler(
            List<EndpointEntry> found, Map<String, EndpointState> before, Models models) {
        found.forEach(entry -> entries.put(entry.name(), entry));
        this.before = before;
        this.models = models;
    }

    /// @param before by name
    static Map<String, EndpointState> run(
            List<EndpointEntry> found, Map<String, EndpointState> before, Models models) {
        var refresh = new EndpointReconciler(found, before, models);
        refresh.entries.keySet().forEach(refresh::state);
        return Map.copyOf(refresh.states);
    }

    private EndpointState state(String name) {
        EndpointState known = states.get(name);
        if (known != null) {
            return known;
        }
        EndpointEntry entry = entries.get(name);
        if (entry == null) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_FOUND,
                    "no endpoint '" + name + "'" + NearestName.hint(name, entries.keySet()),
                    "name one of " + String.join(", ", entries.keySet()));
        }
        if (!inFlight.add(name)) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_READY,
                    "endpoint '" + name + "' calls this one in turn",
                    "let one of them call something else");
        }
        EndpointState next = next(entry, before.get(name));
        inFlight.remove(name);
        states.put(name, next);
        return next;
    }

    @Override
    public Signature model(ModelName name, Optional<ModelVersion> version) {
        return models.signature(name, version);
    }

    @Override
    public Signature remote(Callee.Remote callee) {
        return models.remote(callee);
    }

    @Override
    public PackageFeatures features(ModelName name, Optional<ModelVersion> version) {
        return models.features(name, version);
    }

    @Override
    public OnlineFeatureReader featureReads() {
        return models.featureReads();
    }

    @Override
    public Signature endpoint(EndpointName name) {
        return requirePlan(state(name.value())).signature();
    }

    /// What answers under this name.
    ///
    /// @throws ProblemException `endpoint-not-ready` if nothing does
    static CompiledEndpoint requirePlan(EndpointState state) {
        if (state.plan() == null) {
            throw Problem.of(
                            ProblemCode.ENDPOINT_NOT_READY,
                            "endpoint '"
                                    + state.name()
                                    + "' is broken: "
                                    + state.errors().getFirst(),
                            "mend its file; `berth check` shows all that is wrong")
                    .asException();
        }
        return state.plan();
    }

    private EndpointState next(EndpointEntry entry, @Nullable EndpointState old) {
        return switch (entry) {
            case EndpointEntry.Broken broken -> broken(broken.name(), old, null, broken.errors());
            case EndpointEntry.Valid(EndpointDescription description) ->
                    old != null
                                    && old.errors().isEmpty()
                                    && description.equals(old.description())
                                    && isCurrent(old.plan())
                            ? old
                            : compiled(description, old);
        };
    }

    /// Whether what a plan calls takes and gives what it did.
    private boolean isCurrent(@Nullable CompiledEndpoint plan) {
        return plan != null
                && plan.callees().allMatch(this::hasSameSignature)
                && plan.reads().allMatch(this::usesCurrentFeatures)
                && ((plan.cache().isEmpty() && plan.description().precomputed().isEmpty())
                        || plan.fingerprint().equals(fingerprints.of(plan)));
    }

    /// Whether features are read from what they were prepared for.
    @SuppressWarnings("ReferenceEquality") // Made anew whenever a definition changes.
    private boolean usesCurrentFeatures(CompiledOperation.Features features) {
        return features.reads() == models.featureReads();
    }

    private boolean hasSameSignature(BoundCallee callee) {
        try {
            return callee.fits(of(callee.callee()));
        } catch (ProblemException e) {
            // Unavailable at the moment: calls fail, and a change of its signature is not known.
            return true;
        }
    }

    private EndpointState compiled(EndpointDescription description, @Nullable EndpointState old) {
        String name = description.name().value();
        return switch (EndpointCompiler.compile(description, this)) {
            case EndpointCompiler.Ready(CompiledEndpoint plan) ->
                    new EndpointState(name, withCache(plan), description, List.of());
            case EndpointCompiler.Refused(List<ValidationError> errors) ->
                    broken(name, old, description, errors);
        };
    }

    private CompiledEndpoint withCache(CompiledEndpoint compiled) {
        CompiledEndpoint plan =
                compiled.description().precomputed().isPresent()
                        ? compiled.fingerprinted(fingerprints.of(compiled))
                        : compiled;
        return plan.description()
                .cache()
                .map(
                        caching ->
                                plan.cached(
                                        ResponseCache.of(
                                                caching,
                                                plan.description().fallbacks(),
                                                models.nanoClock()),
                                        fingerprints.of(plan)))
                .orElse(plan);
    }

    @Override
    public boolean isDeterministic(EndpointName name) {
        CompiledEndpoint plan = requirePlan(state(name.value()));
        return plan.description().isDeterministic()
                && plan.callees()
                        .map(BoundCallee::callee)
                        .allMatch(
                                callee ->
                                        switch (callee) {
                                            case Callee.Model model -> true;
                                            case Callee.Endpoint(var inner) ->
                                                    isDeterministic(inner);
                                            case Callee.Remote remote -> false;
                                        });
    }

    /// An older state answers on, but none whose callees take something else by now.
    private EndpointState broken(
            String name,
            @Nullable EndpointState old,
            @Nullable EndpointDescription description,
            List<ValidationError> errors) {
        CompiledEndpoint older = old != null && isCurrent(old.plan()) ? old.plan() : null;
        return new EndpointState(name, older, description, errors);
    }
}
