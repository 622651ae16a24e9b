package dev.berth.endpoint.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.endpoint.PrecomputedPolicy;
import dev.berth.core.endpoint.PrecomputedPolicy.OnMiss;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.precomputed.PrecomputedAnswers;
import dev.berth.endpoint.precomputed.PrecomputedLookup;
import dev.berth.endpoint.precomputed.PrecomputedQuery;
import dev.berth.endpoint.telemetry.PrecomputedLookupResult;
import java.util.ArrayList;
import java.util.List;

/// Responses of one plan by precomputed answers.
///
/// @param names of the key fields
/// @param places of the key fields among the inputs
record PrecomputedResponder(PrecomputedPolicy policy, List<String> names, List<Integer> places) {
    /// Of an endpoint with these inputs, of which the policy's keys are some.
    static PrecomputedResponder of(PrecomputedPolicy policy, Signature signature) {
        List<String> inputs = signature.inputs().stream().map(Field::name).toList();
        List<String> names = policy.keys().isEmpty() ? inputs : policy.keys();
        return new PrecomputedResponder(
                policy, names, names.stream().map(inputs::indexOf).toList());
    }

    /// Answers a run, on a thread inside it, or goes on with its steps.
    void answer(GraphExecution run, PrecomputedAnswers answers) {
        if (answers.isInlineable(run.name())) {
            lookUp(run, answers);
            return;
        }
        var _ =
                Thread.ofVirtual()
                        .name("berth-precomputed")
                        .start(() -> run.inside(() -> lookUp(run, answers)));
    }

    private void lookUp(GraphExecution run, PrecomputedAnswers answers) {
        PrecomputedQuery query = query(run);
        switch (answers.find(query, run.pool())) {
            case PrecomputedLookup.Found found -> {
                run.onPrecomputedLookup(PrecomputedLookupResult.HIT);
                run.answer(found, "precomputed:" + run.name());
            }
            case PrecomputedLookup.Absent absent -> {
                run.onPrecomputedLookup(
                        switch (absent.reason()) {
                            case MISS -> PrecomputedLookupResult.MISS;
                            case STALE -> PrecomputedLookupResult.STALE;
                            case OUTDATED -> PrecomputedLookupResult.OUTDATED;
                            case UNREADABLE -> PrecomputedLookupResult.UNREADABLE;
                        });
                miss(run, query, answers, absent.reason());
            }
        }
    }

    private void miss(
            GraphExecution run,
            PrecomputedQuery query,
            PrecomputedAnswers answers,
            PrecomputedLookup.Reason reason) {
        if (policy.onMiss() == OnMiss.COMPUTE) {
            run.compute();
            return;
        }
        if (policy.onMiss() == OnMiss.DEFAULT
                && answers.findDefault(query, run.pool())
                        instanceof PrecomputedLookup.Found found) {
            run.answer(found, "precomputed-default:" + run.name());
            return;
        }
        run.fail(
                Problem.of(
                        ProblemCode.NOT_PRECOMPUTED,
                        "endpoint "
                                + run.name()
                                + " has no precomputed answer for this record: "
                                + words(reason)
                                + " (expected: one, as it computes none)",
                        "run `berth precompute` with this key, or write `on-miss: compute`"));
    }

    private static String words(PrecomputedLookup.Reason reason) {
        return switch (reason) {
            case MISS -> "its key is in no snapshot";
            case STALE -> "the snapshot is too old";
            case OUTDATED -> "the snapshot is of another version of the endpoint or its models";
            case UNREADABLE -> "it cannot be read";
        };
    }

    private PrecomputedQuery query(GraphExecution run) {
        List<Integer> slots = run.plan().program().inputSlots();
        List<Tensor> values = new ArrayList<>(places.size());
        for (int place : places) {
            values.add(run.values().at(slots.get(place)));
        }
        return new PrecomputedQuery(
                run.name(), run.plan().precomputedFingerprint(), policy, names, values);
    }
}
