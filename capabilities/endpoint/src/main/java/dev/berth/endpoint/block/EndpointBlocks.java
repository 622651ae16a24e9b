package dev.berth.endpoint.block;

import dev.berth.core.ModelReference;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.execution.CompiledEndpoint;
import dev.berth.endpoint.execution.EndpointContext;
import dev.berth.endpoint.execution.TrafficSplitter;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.serving.request.Lease;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Predictor of blocks of rows by endpoints. Thread-safe.
public final class EndpointBlocks {
    private final Function<EndpointName, CompiledEndpoint> plans;
    private final EndpointContext context;

    /// Held by the request of a block to a model: requests that are joined may be rounded
    /// otherwise, and which of them meet depends on the time.
    private final Map<ModelReference, ReentrantLock> turns = new ConcurrentHashMap<>();

    /// @param plans of endpoints; throws a problem if one does not answer
    public EndpointBlocks(Function<EndpointName, CompiledEndpoint> plans, EndpointContext context) {
        this.plans = plans;
        this.context = context;
    }

    LongSupplier nanoClock() {
        return context.nanoClock();
    }

    /// Predicts rows. Blocks.
    ///
    /// @param inputs that fit the signature, as many rows in each, at least one; taken over
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    public BlockAnswer predict(EndpointName name, NamedTensors inputs) {
        try (inputs) {
            return predict(plans.apply(name), inputs);
        }
    }

    /// The most rows in flight that no queue of a model refuses; empty if no model is called.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    public OptionalInt rowsInFlightMax(EndpointName name) {
        return models(plans.apply(name))
                .mapToInt(
                        callee -> {
                            try (Lease lease = lease(callee)) {
                                return lease.limit().recordsMax();
                            } catch (ProblemException e) {
                                // Reported by rows that need the model.
                                return Integer.MAX_VALUE;
                            }
                        })
                .min();
    }

    private Stream<BoundCallee> models(CompiledEndpoint plan) {
        return plan.callees()
                .flatMap(
                        callee ->
                                switch (callee.callee()) {
                                    case Callee.Model _ -> Stream.of(callee);
                                    case Callee.Remote _ -> Stream.empty();
                                    case Callee.Endpoint(var inner) -> models(plans.apply(inner));
                                });
    }

    private BlockAnswer predict(CompiledEndpoint plan, NamedTensors inputs) {
        if (plan.alternatives().split().isEmpty()) {
            return run(plan, inputs);
        }
        TrafficSplitter split = plan.alternatives().split().get();
        int rows = inputs.tensor(0).rows();
        Map<TrafficSplitter.Variant, BitSet> chosen = new LinkedHashMap<>();
        split.variants().forEach(each -> chosen.put(each, new BitSet()));
        var left = new BitSet();
        for (int row = 0; row < rows; row++) {
            try (NamedTensors own = inputs.row(row)) {
                chosen.computeIfAbsent(split.choose(own), any -> new BitSet()).set(row);
            } catch (ProblemException e) {
                left.set(row);
            }
        }
        return divided(chosen, inputs, left, rows);
    }

    private BlockAnswer divided(
            Map<TrafficSplitter.Variant, BitSet> chosen,
            NamedTensors inputs,
            BitSet left,
            int rows) {
        List<List<String>> annotations =
                new ArrayList<>(Collections.nCopies(rows, List.<String>of()));
        var outputs = new NamedTensors();
        try {
            chosen.forEach(
                    (variant, some) -> {
                        if (!some.isEmpty()) {
                            add(variant, RowSet.of(some), inputs, rows, outputs, left, annotations);
                        }
                    });
            return new BlockAnswer(outputs, left, annotations);
        } catch (RuntimeException | Error e) {
            outputs.close();
            throw e;
        }
    }

    private void add(
            TrafficSplitter.Variant variant,
            RowSet rows,
            NamedTensors inputs,
            int count,
            NamedTensors outputs,
            BitSet left,
            List<List<String>> annotations) {
        var own = new NamedTensors();
        for (int i = 0; i < inputs.count(); i++) {
            own.put(inputs.name(i), BlockTensors.gather(inputs.tensor(i), rows, pool()));
        }
        try (BlockAnswer answer = run(variant.plan(), own)) {
            BitSet ownLeft = answer.left();
            boolean isAlike = isAlike(answer.outputs(), outputs);
            for (int i = 0; i < rows.count(); i++) {
                List<String> all = new ArrayList<>();
                all.add("variant:" + variant.name());
                all.addAll(answer.annotations(i));
                annotations.set(rows.at(i), all);
                if (ownLeft.get(i) || !isAlike) {
                    left.set(rows.at(i));
                }
            }
            for (int i = 0; isAlike && i < answer.outputs().count(); i++) {
                String name = answer.outputs().name(i);
                Tensor from = answer.outputs().tensor(i);
                if (outputs.find(name).isEmpty()) {
                    outputs.put(
                            name,
                            Tensor.allocate(pool(), from.type(), from.shape().withRows(count)));
                }
                BlockTensors.scatterInto(from, rows, outputs.require(name));
            }
        }
    }

    /// Whether rows have the shape of those that are there.
    private static boolean isAlike(NamedTensors rows, NamedTensors others) {
        for (int i = 0; i < rows.count(); i++) {
            Tensor tensor = rows.tensor(i);
            if (others.find(rows.name(i))
                    .filter(other -> !other.shape().sameRows(tensor.shape()))
                    .isPresent()) {
                return false;
            }
        }
        return true;
    }

    private BlockAnswer run(CompiledEndpoint plan, NamedTensors inputs) {
        return new BlockExecution(plan, this, pool()).run(inputs);
    }

    private TensorPool pool() {
        return context.serving().pool();
    }

    /// The answer of an endpoint that a step calls.
    ///
    /// @param inputs taken over
    BlockAnswer nested(EndpointName name, NamedTensors inputs) {
        return predict(name, inputs);
    }

    /// A lease of a model or remote.
    Lease lease(BoundCallee callee) {
        return switch (callee.callee()) {
            case Callee.Model(var name, var version) ->
                    context.serving().acquire(name, version, OptionalLong.empty());
            case Callee.Remote remote -> context.remotes().lease(remote);
            case Callee.Endpoint(var name) -> context.nested().acquireAdmitted(name);
        };
    }

    /// Makes a request while no other block has one to the same model.
    <T> T alone(ModelReference model, Supplier<T> request) {
        ReentrantLock turn = turns.computeIfAbsent(model, any -> new ReentrantLock());
        turn.lock();
        try {
            return request.get();
        } finally {
            turn.unlock();
        }
    }
}
