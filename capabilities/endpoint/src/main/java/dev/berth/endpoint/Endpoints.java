package dev.berth.endpoint;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.signature.Signature;
import dev.berth.serving.Lease;
import dev.berth.serving.Serving;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The endpoints of one system, over the models that it serves. Thread-safe.
///
/// All are compiled when the directory has changed, and put in force together. One that is broken
/// does not keep the others from answering, nor, if it was sound before, its older state.
public final class Endpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

    private final Serving serving;
    private final Surroundings surroundings;
    private final Object changes = new Object();
    private volatile Map<String, EndpointState> states = Map.of();

    private Endpoints(Serving serving, EndpointListener listener) {
        this.serving = serving;
        this.surroundings =
                new Surroundings(serving, this::acquireAdmitted, listener, plan -> refresh());
    }

    /// Those of a system that is open, whose later changes they follow.
    public static Endpoints open(Serving serving, EndpointListener listener) {
        var endpoints = new Endpoints(serving, listener);
        serving.whenChanged(endpoints::refresh);
        endpoints.refresh();
        return endpoints;
    }

    /// Compiles all anew whose file or whose models are others than before. Blocks until that is
    /// done; some milliseconds each.
    public void refresh() {
        synchronized (changes) {
            Map<String, EndpointState> before = states;
            Map<String, EndpointState> now =
                    Refresh.run(serving.snapshot().endpoints(), before, new ServedModels(serving));
            states = now;
            now.values().forEach(state -> tell(before.get(state.name()), state));
            before.keySet().stream()
                    .filter(name -> !now.containsKey(name))
                    .forEach(name -> LOG.info("endpoint {} is gone", name));
        }
    }

    private static void tell(@Nullable EndpointState before, EndpointState now) {
        Plan plan = now.plan();
        if (now.mistakes().isEmpty()) {
            if (plan != null && (before == null || !plan.equals(before.plan()))) {
                LOG.info("endpoint {} is ready as {}", now.name(), plan.reference().version());
            }
            return;
        }
        if (before == null || !before.mistakes().equals(now.mistakes())) {
            now.mistakes().forEach(mistake -> LOG.error("endpoint {}: {}", now.name(), mistake));
            if (plan != null) {
                LOG.warn("endpoint {} answers on as {}", now.name(), plan.reference().version());
            }
        }
    }

    /// The endpoint of this name, to be called in this process.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    public Endpoint endpoint(String name) {
        var _ = requirePlan(name);
        return new Endpoint(this, new EndpointName(name), serving.pool());
    }

    /// Whether there is an endpoint of this name, in whatever state.
    public boolean has(ModelName name) {
        return isCalled(name);
    }

    /// Whether it answers.
    public boolean isReady(ModelName name) {
        EndpointState state = states.get(name.value());
        return state != null && state.plan() != null && serving.isReady();
    }

    /// A lease of an endpoint.
    ///
    /// @throws ProblemException `endpoint-not-found`, `endpoint-not-ready`, or `draining` when the
    ///   process stops
    public Lease acquire(EndpointName name) {
        return acquire(name.value());
    }

    /// The same if there is an endpoint that a caller of models names; null if there is none.
    ///
    /// @param version empty for whichever it is; an endpoint has one, which changes with its file
    /// @throws ProblemException `version-not-found` besides
    public @Nullable Lease findLease(ModelName name, Optional<ModelVersion> version) {
        if (!isCalled(name)) {
            return null;
        }
        requireVersion(name, version);
        return acquire(name.value());
    }

    /// Whether who asks for a model of this name means an endpoint. A file that nothing answers for
    /// does not hide a model.
    private boolean isCalled(ModelName name) {
        EndpointState state = states.get(name.value());
        return state != null && (state.plan() != null || !serving.has(name));
    }

    private void requireVersion(ModelName name, Optional<ModelVersion> version) {
        ModelVersion found = requirePlan(name.value()).reference().version();
        if (version.isPresent() && !version.get().equals(found)) {
            throw new ProblemException(
                    ProblemCode.VERSION_NOT_FOUND,
                    "endpoint '"
                            + name
                            + "' is at version '"
                            + found
                            + "', not '"
                            + version.get()
                            + "'",
                    "leave the version out: an endpoint keeps its name while its file changes");
        }
    }

    /// The state of an endpoint that a caller of models names; empty if there is none.
    ///
    /// @throws ProblemException `endpoint-not-ready` or `version-not-found`
    public Optional<EndpointStatus> findStatus(ModelName name, Optional<ModelVersion> version) {
        if (!isCalled(name)) {
            return Optional.empty();
        }
        requireVersion(name, version);
        return statuses().stream().filter(each -> each.name().equals(name.value())).findFirst();
    }

    private Lease acquire(String name) {
        Plan plan = requirePlan(name);
        serving.requireAdmitting();
        return new EndpointLease(plan, surroundings);
    }

    private Lease acquireAdmitted(EndpointName name) {
        return new EndpointLease(requirePlan(name.value()), surroundings);
    }

    /// What answers.
    Plan plan(EndpointName name) {
        return requirePlan(name.value());
    }

    private Plan requirePlan(String name) {
        EndpointState state = states.get(name);
        if (state == null) {
            List<String> names = states.keySet().stream().sorted().toList();
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_FOUND,
                    "no endpoint '" + name + "'" + NearestName.hint(name, names),
                    names.isEmpty() ? "add a file under endpoints/" : "name one of " + names);
        }
        return Refresh.requirePlan(state);
    }

    /// What callers send to an endpoint and get.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    public Signature signature(EndpointName name) {
        return requirePlan(name.value()).signature();
    }

    /// Its state as a version, which changes with its file.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    public ModelVersion version(EndpointName name) {
        return requirePlan(name.value()).reference().version();
    }

    /// How all of them stand, by name.
    public List<EndpointStatus> statuses() {
        List<EndpointStatus> statuses = new ArrayList<>();
        states.values().stream()
                .sorted(Comparator.comparing(EndpointState::name))
                .forEach(
                        state -> {
                            Optional<Plan> plan = Optional.ofNullable(state.plan());
                            statuses.add(
                                    new EndpointStatus(
                                            state.name(),
                                            plan.map(each -> each.reference().version().value()),
                                            plan.map(Plan::signature),
                                            plan.map(each -> each.description().summary())
                                                    .orElse(""),
                                            state.mistakes()));
                        });
        return statuses;
    }
}
