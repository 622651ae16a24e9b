package dev.berth.endpoint.block;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.block.BlockExpressions.RowTest;
import dev.berth.endpoint.execution.CompiledEndpoint;
import dev.berth.endpoint.execution.EnsembleCombiner;
import dev.berth.endpoint.execution.FeatureReadExecution;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.endpoint.graph.CircuitBreaker;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.CompiledStep;
import dev.berth.endpoint.graph.EscalationBudget;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.expression.Expression;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Steps over the live rows of a block, each of which fills its slots for the rows that it succeeds
/// for and leaves the others.
final class BlockSteps {
    private final CompiledEndpoint plan;
    private final BlockValues values;
    private final BlockExpressions expressions;
    private final BlockCalls calls;
    private final LongSupplier nanoClock;

    BlockSteps(
            CompiledEndpoint plan, BlockValues values, BlockCalls calls, LongSupplier nanoClock) {
        this.plan = plan;
        this.values = values;
        this.expressions = new BlockExpressions(values);
        this.calls = calls;
        this.nanoClock = nanoClock;
    }

    void run(CompiledStep step) {
        RowSet live = values.live();
        if (live.isEmpty()) {
            return;
        }
        int elements = elements(step);
        if (elements == 0) {
            step.outputs().forEach(output -> values.put(output.slot(), noElements(output)));
            return;
        }
        if (elements > 1 && elements > plan.limit().recordsMax()) {
            values.leave(live);
            return;
        }
        Optional<CircuitBreaker> breaker = step.breaker();
        if (breaker.isPresent() && !breaker.get().tryPass(nanoClock.getAsLong())) {
            values.leave(live);
            return;
        }
        switch (step.action()) {
            case CompiledOperation.Compute(var computed) -> computed.forEach(expressions::compute);
            case CompiledOperation.Features features -> read(step, features, live);
            case CompiledOperation.Call(BoundCallee callee) ->
                    put(step, call(step, callee, live, elements), elements);
            case CompiledOperation.Ensemble ensemble -> run(step, ensemble, live, elements);
            case CompiledOperation.Cascade cascade -> put(step, run(step, cascade, live), elements);
            case CompiledOperation.Switch cases -> put(step, run(step, cases, live), elements);
        }
        if (!values.live().isEmpty()) {
            breaker.ifPresent(CircuitBreaker::succeeded);
        }
    }

    /// As many as the lists over which the step fans out have.
    private int elements(CompiledStep step) {
        return step.fanOut()
                .map(fanOut -> (int) values.at(fanOut.list().slot()).shape().size(1))
                .orElse(1);
    }

    /// Empty lists.
    private Tensor noElements(GraphValue output) {
        List<Dimension> dimensions = output.field().shape().list();
        long[] sizes =
                dimensions.stream()
                        .mapToLong(each -> each instanceof Dimension.Fixed(long size) ? size : 0)
                        .toArray();
        sizes[0] = values.rows();
        sizes[1] = 0;
        return Tensor.allocate(values.pool(), output.field().type(), Shape.of(sizes));
    }

    private void read(CompiledStep step, CompiledOperation.Features features, RowSet live) {
        Map<Integer, List<Tensor>> read = new LinkedHashMap<>();
        try {
            for (int i = 0; i < live.count(); i++) {
                int row = live.at(i);
                try (var own = new RowFeatureValues(values, row)) {
                    read.put(row, new FeatureReadExecution(own, step, features).readAll());
                } catch (ProblemException e) {
                    values.leave(row);
                }
            }
            if (read.isEmpty()) {
                return;
            }
            for (int i = 0; i < step.outputs().size(); i++) {
                int output = i;
                Map<Integer, Tensor> column = new LinkedHashMap<>();
                read.forEach((row, tensors) -> column.put(row, tensors.get(output)));
                put(step.outputs().get(i).slot(), column);
            }
        } finally {
            read.values().forEach(tensors -> tensors.forEach(Tensor::close));
        }
    }

    /// Puts tensors of single rows together; those of another shape than the first are left.
    private void put(int slot, Map<Integer, Tensor> rows) {
        Tensor first = rows.values().iterator().next();
        Tensor block =
                Tensor.allocate(values.pool(), first.type(), first.shape().withRows(values.rows()));
        rows.forEach(
                (row, tensor) -> {
                    if (tensor.shape().equals(first.shape())) {
                        BlockTensors.scatterInto(tensor, RowSet.single(row), block);
                    } else {
                        values.leave(row);
                    }
                });
        values.put(slot, block);
    }

    /// The outputs of a callee for rows; those without are left.
    private List<RowOutputs> call(
            CompiledStep step, BoundCallee callee, RowSet rows, int elements) {
        if (rows.isEmpty()) {
            return List.of();
        }
        return new CallInputColumns(values, step, callee, elements)
                .of(rows)
                .map(inputs -> calls.call(callee, inputs, elements))
                .orElse(List.of());
    }

    private List<RowOutputs> run(CompiledStep step, CompiledOperation.Switch cases, RowSet live) {
        List<BitSet> chosen = new ArrayList<>();
        List<RowTest> conditions = new ArrayList<>();
        for (CompiledOperation.Case each : cases.cases()) {
            chosen.add(new BitSet());
            conditions.add(
                    each.when()
                            .map(when -> expressions.condition(when, values::referred))
                            .orElse(row -> true));
        }
        for (int i = 0; i < live.count(); i++) {
            int row = live.at(i);
            try {
                chosen.get(choose(conditions, row)).set(row);
            } catch (Expression.FailedException e) {
                values.leave(row);
            }
        }
        List<RowOutputs> answers = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            BoundCallee callee = cases.cases().get(i).callee();
            answers.addAll(call(step, callee, RowSet.of(chosen.get(i)), 1));
        }
        return answers;
    }

    /// The index of the first condition that holds; the last always does.
    private static int choose(List<RowTest> conditions, int row) throws Expression.FailedException {
        for (int i = 0; i < conditions.size() - 1; i++) {
            if (conditions.get(i).holds(row)) {
                return i;
            }
        }
        return conditions.size() - 1;
    }

    private List<RowOutputs> run(
            CompiledStep step, CompiledOperation.Cascade cascade, RowSet live) {
        List<RowOutputs> accepted = new ArrayList<>();
        try {
            // What a row may do must not depend on the blocks before it.
            EscalationBudget budget = cascade.budget().renewed();
            RowSet pending = live;
            for (int stage = 0; stage < cascade.stages().size(); stage++) {
                CompiledOperation.Stage each = cascade.stages().get(stage);
                List<RowOutputs> answers = call(step, each.callee(), pending, 1);
                if (each.accept().isEmpty()) {
                    accepted.addAll(answers);
                    return accepted;
                }
                var escalation =
                        new Escalation(step.name(), each.accept().get(), budget, stage == 0);
                pending = escalation.divide(answers, accepted);
            }
            throw new IllegalStateException("the last stage has no condition");
        } catch (RuntimeException | Error e) {
            RowOutputs.closeAll(accepted);
            throw e;
        }
    }

    /// Division of the rows of one stage of a cascade.
    private final class Escalation {
        private final List<String> escalated;
        private final List<String> denied;
        private final Expression accept;
        private final EscalationBudget budget;
        private final boolean isFirst;

        /// @param isFirst whether a row that goes on counts
        Escalation(String step, Expression accept, EscalationBudget budget, boolean isFirst) {
            this.escalated = List.of("escalated:" + step);
            this.denied = List.of("escalation-denied:" + step);
            this.accept = accept;
            this.budget = budget;
            this.isFirst = isFirst;
        }

        /// The rows that go on; the outputs of the others are added to what is accepted.
        ///
        /// @param answers closed
        RowSet divide(List<RowOutputs> answers, List<RowOutputs> accepted) {
            var further = new BitSet();
            for (RowOutputs answer : answers) {
                try (answer;
                        NamedTensors outputs = scattered(answer)) {
                    RowTest condition =
                            expressions.condition(
                                    accept,
                                    name ->
                                            outputs.find(name)
                                                    .orElseGet(() -> values.referred(name)));
                    RowSet kept = answer.rows().where(row -> isEnough(condition, row));
                    for (int i = 0; i < answer.rows().count(); i++) {
                        further.set(answer.rows().at(i));
                    }
                    for (int i = 0; i < kept.count(); i++) {
                        further.clear(kept.at(i));
                    }
                    if (!kept.isEmpty()) {
                        accepted.add(only(answer, kept));
                    }
                }
            }
            return RowSet.of(further);
        }

        /// False where the condition cannot be evaluated on the answer.
        private boolean isEnough(RowTest condition, int row) {
            if (isFirst) {
                budget.record();
            }
            try {
                if (condition.holds(row)) {
                    return true;
                }
            } catch (Expression.FailedException undefined) {
                // Continues.
            }
            if (!isFirst) {
                return false;
            }
            if (!budget.tryEscalate()) {
                values.annotate(row, denied);
                return true;
            }
            values.annotate(row, escalated);
            return false;
        }
    }

    /// Outputs at the places of their rows in the block.
    private NamedTensors scattered(RowOutputs answer) {
        var scattered = new NamedTensors();
        for (int i = 0; i < answer.outputs().count(); i++) {
            scattered.put(
                    answer.outputs().name(i),
                    BlockTensors.scatter(
                            answer.outputs().tensor(i),
                            answer.rows(),
                            values.rows(),
                            values.pool()));
        }
        return scattered;
    }

    /// The outputs of some of the rows.
    private RowOutputs only(RowOutputs answer, RowSet kept) {
        RowSet indexes = answer.rows().indexesOf(kept);
        var outputs = new NamedTensors();
        for (int i = 0; i < answer.outputs().count(); i++) {
            outputs.put(
                    answer.outputs().name(i),
                    BlockTensors.gather(answer.outputs().tensor(i), indexes, values.pool()));
        }
        return new RowOutputs(kept, outputs);
    }

    private void run(
            CompiledStep step, CompiledOperation.Ensemble ensemble, RowSet live, int elements) {
        List<RowOutputs> members = new ArrayList<>();
        try {
            RowSet rows = live;
            for (BoundCallee callee : ensemble.callees()) {
                List<RowOutputs> answers = call(step, callee, rows, elements);
                try {
                    RowOutputs joined = joined(answers, elements);
                    if (joined == null) {
                        return;
                    }
                    members.add(joined);
                    rows = joined.rows();
                } finally {
                    RowOutputs.closeAll(answers);
                }
            }
            put(step, combined(step, ensemble, members, rows, elements), elements);
        } finally {
            RowOutputs.closeAll(members);
        }
    }

    private List<RowOutputs> combined(
            CompiledStep step,
            CompiledOperation.Ensemble ensemble,
            List<RowOutputs> members,
            RowSet rows,
            int elements) {
        var combined = new NamedTensors();
        for (GraphValue output : step.outputs()) {
            String name = CompiledStep.outputName(output);
            List<Tensor> parts = new ArrayList<>();
            try {
                for (RowOutputs member : members) {
                    parts.add(
                            BlockTensors.gather(
                                    member.outputs().require(name),
                                    member.rows().indexesOf(rows),
                                    elements,
                                    values.pool()));
                }
                combined.put(
                        name,
                        EnsembleCombiner.combine(
                                parts, ensemble.weights(), ensemble.combination(), values.pool()));
            } catch (IllegalArgumentException e) {
                combined.close();
                values.leave(rows);
                return List.of();
            } finally {
                parts.forEach(Tensor::close);
            }
        }
        return List.of(new RowOutputs(rows, combined));
    }

    /// Answers to several requests as one; rows of another shape than the first are left. Null if
    /// there are none.
    ///
    /// @param answers stay the caller's
    private @Nullable RowOutputs joined(List<RowOutputs> answers, int elements) {
        if (answers.size() == 1) {
            return shared(answers.getFirst());
        }
        var rows = new BitSet();
        List<RowOutputs> alike = new ArrayList<>();
        for (RowOutputs answer : answers) {
            if (alike.isEmpty() || haveSameShapes(alike.getFirst(), answer)) {
                alike.add(answer);
                for (int i = 0; i < answer.rows().count(); i++) {
                    rows.set(answer.rows().at(i));
                }
            } else {
                values.leave(answer.rows());
            }
        }
        if (alike.isEmpty()) {
            return null;
        }
        RowSet all = RowSet.of(rows);
        var outputs = new NamedTensors();
        NamedTensors first = alike.getFirst().outputs();
        for (int i = 0; i < first.count(); i++) {
            String name = first.name(i);
            Tensor column =
                    Tensor.allocate(
                            values.pool(),
                            first.tensor(i).type(),
                            first.tensor(i).shape().withRows((long) all.count() * elements));
            for (RowOutputs answer : alike) {
                BlockTensors.scatterInto(
                        answer.outputs().require(name),
                        all.indexesOf(answer.rows()).times(elements),
                        column);
            }
            outputs.put(name, column);
        }
        return new RowOutputs(all, outputs);
    }

    private static RowOutputs shared(RowOutputs answer) {
        var shared = new NamedTensors();
        for (int i = 0; i < answer.outputs().count(); i++) {
            shared.put(answer.outputs().name(i), answer.outputs().tensor(i).share());
        }
        return new RowOutputs(answer.rows(), shared);
    }

    private static boolean haveSameShapes(RowOutputs one, RowOutputs other) {
        for (int i = 0; i < one.outputs().count(); i++) {
            Tensor tensor = other.outputs().require(one.outputs().name(i));
            if (!tensor.shape().sameRows(one.outputs().tensor(i).shape())) {
                return false;
            }
        }
        return true;
    }

    /// Fills the slots of a step.
    ///
    /// @param answers closed
    private void put(CompiledStep step, List<RowOutputs> answers, int elements) {
        try {
            RowOutputs joined = joined(answers, elements);
            if (joined == null) {
                return;
            }
            try (joined) {
                for (GraphValue output : step.outputs()) {
                    Tensor tensor = joined.outputs().require(CompiledStep.outputName(output));
                    put(step, output.slot(), joined.rows(), tensor);
                }
            }
        } finally {
            RowOutputs.closeAll(answers);
        }
    }

    private void put(CompiledStep step, int slot, RowSet rows, Tensor tensor) {
        if (step.fanOut().isEmpty()) {
            values.put(slot, BlockTensors.scatter(tensor, rows, values.rows(), values.pool()));
            return;
        }
        try (Tensor lists = BlockTensors.lists(tensor, rows.count())) {
            values.put(slot, BlockTensors.scatter(lists, rows, values.rows(), values.pool()));
        }
    }
}
