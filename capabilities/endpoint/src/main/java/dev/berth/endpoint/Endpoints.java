package dev.berth.endpoint;

import dev.berth.catalog.CatalogSnapshot;
import dev.berth.catalog.EndpointEntry;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.Mistake;
import dev.berth.serving.Lease;
import dev.berth.serving.Serving;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
    private volatile Map<String, State> states = Map.of();

    /// @param plan what answers; null if nothing does
    /// @param compiledFrom of which it or its mistakes came
    /// @param mistakes of the file as it is now
    private record State(
            String name,
            @Nullable Plan plan,
            @Nullable EndpointDescription compiledFrom,
            List<Mistake> mistakes) {}

    private Endpoints(Serving serving, EndpointListener listener) {
        this.serving = serving;
        this.surroundings = new Surroundings(serving, listener, plan -> refresh());
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
            CatalogSnapshot snapshot = serving.snapshot();
            Map<String, State> before = states;
            Map<String, State> now = new LinkedHashMap<>();
            for (EndpointEntry entry : snapshot.endpoints()) {
                now.put(entry.name(), next(entry, before.get(entry.name())));
            }
            states = Map.copyOf(now);
            before.keySet().stream()
                    .filter(name -> !now.containsKey(name))
                    .forEach(name -> LOG.info("endpoint {} is gone", name));
        }
    }

    private State next(EndpointEntry entry, @Nullable State before) {
        return switch (entry) {
            case EndpointEntry.Broken broken ->
                    broken(broken.name(), before, null, broken.mistakes());
            case EndpointEntry.Valid(EndpointDescription description) ->
                    before != null && description.equals(before.compiledFrom()) && isCurrent(before)
                            ? before
                            : compiled(description, before);
        };
    }

    /// Whether compiling again would give the same: its models are what they were.
    private boolean isCurrent(State state) {
        return state.plan() != null
                && state.mistakes().isEmpty()
                && state.plan().steps().stream()
                        .flatMap(step -> step.action().callees().stream())
                        .allMatch(this::isAsBefore);
    }

    private boolean isAsBefore(ModelCallee callee) {
        try {
            return callee.fits(signature(callee.model().name(), callee.model().version()));
        } catch (ProblemException e) {
            // Not served at the moment: calls say so, and what it takes is not known to be other.
            return true;
        }
    }

    private State compiled(EndpointDescription description, @Nullable State before) {
        String name = description.name().value();
        return switch (EndpointCompiler.compile(description, this::signature)) {
            case EndpointCompiler.Ready(Plan plan) -> {
                LOG.info("endpoint {} is ready as {}", name, plan.reference().version());
                yield new State(name, plan, description, List.of());
            }
            case EndpointCompiler.Refused(List<Mistake> mistakes) ->
                    broken(name, before, description, mistakes);
        };
    }

    /// An older state answers on, but none whose models take something else by now.
    private State broken(
            String name,
            @Nullable State before,
            @Nullable EndpointDescription description,
            List<Mistake> mistakes) {
        Plan older = before != null && isCurrentButForItsFile(before) ? before.plan() : null;
        if (before == null || !before.mistakes().equals(mistakes)) {
            mistakes.forEach(mistake -> LOG.error("endpoint {}: {}", name, mistake));
            if (older != null) {
                LOG.warn("endpoint {} answers on as {}", name, older.reference().version());
            }
        }
        return new State(name, older, description, mistakes);
    }

    private boolean isCurrentButForItsFile(State state) {
        return state.plan() != null
                && isCurrent(
                        new State(state.name(), state.plan(), state.compiledFrom(), List.of()));
    }

    private Signature signature(ModelName name, Optional<ModelVersion> version) {
        return serving.requirePackage(name, version).signature();
    }

    /// Whether there is an endpoint of this name, in whatever state.
    public boolean has(ModelName name) {
        return states.containsKey(name.value());
    }

    /// Whether it answers.
    public boolean isReady(ModelName name) {
        State state = states.get(name.value());
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
    public @Nullable Lease findLease(ModelName name) {
        return states.containsKey(name.value()) ? acquire(name.value()) : null;
    }

    private Lease acquire(String name) {
        Plan plan = requirePlan(name);
        serving.requireAdmitting();
        return new EndpointLease(plan, surroundings);
    }

    private Plan requirePlan(String name) {
        State state = states.get(name);
        if (state == null) {
            List<String> names = states.keySet().stream().sorted().toList();
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_FOUND,
                    "no endpoint '" + name + "'" + NearestName.hint(name, names),
                    names.isEmpty() ? "add a file under endpoints/" : "name one of " + names);
        }
        if (state.plan() == null) {
            Mistake first = state.mistakes().getFirst();
            throw Problem.of(
                            ProblemCode.ENDPOINT_NOT_READY,
                            "endpoint '" + name + "' is broken: " + first,
                            "mend its file; `berth check` shows all that is wrong")
                    .asException();
        }
        return state.plan();
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
                .sorted(Comparator.comparing(State::name))
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
