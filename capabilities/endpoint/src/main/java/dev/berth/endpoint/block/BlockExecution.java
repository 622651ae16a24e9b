package dev.berth.endpoint.block;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.execution.CompiledEndpoint;
import dev.berth.endpoint.execution.ObjectListCheck;
import dev.berth.endpoint.graph.CompiledGraph;
import dev.berth.endpoint.graph.ResponseStrategy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Execution of a compiled endpoint for a block of rows.
///
/// A slot holds the values of all rows as one tensor, so that rows of the block have lists of the
/// same length. Guards and conditions are evaluated by row; a step is one request for all rows that
/// need it. A row for which something fails, or whose values have another shape than those of the
/// first, is left: it costs the others nothing. Steps run one after the other, so that a model has
/// one request of a block at a time and what an engine rounds does not depend on the time. For one
/// thread.
final class BlockExecution {
    private final CompiledEndpoint plan;
    private final EndpointBlocks blocks;
    private final TensorPool pool;

    /// @param plan one by itself: its alternatives are ignored
    BlockExecution(CompiledEndpoint plan, EndpointBlocks blocks, TensorPool pool) {
        this.plan = plan;
        this.blocks = blocks;
        this.pool = pool;
    }

    /// Runs a block. Blocks.
    ///
    /// @param inputs that fit the signature, as many rows in each; taken over
    BlockAnswer run(NamedTensors inputs) {
        int rows = inputs.tensor(0).rows();
        try (inputs;
                var values = new BlockValues(plan.program(), pool, rows)) {
            List<Field> fields = plan.signature().inputs();
            for (int i = 0; i < fields.size(); i++) {
                values.put(i, inputs.take(fields.get(i).name()).orElseThrow());
            }
            if (plan.strategy() instanceof ResponseStrategy.Steps) {
                answer(values);
            } else {
                values.leave(values.live());
            }
            NamedTensors outputs = outputs(values);
            List<List<String>> annotations = new ArrayList<>(rows);
            for (int row = 0; row < rows; row++) {
                annotations.add(values.annotations(row));
            }
            return new BlockAnswer(outputs, values.left(), annotations);
        }
    }

    private void answer(BlockValues values) {
        CompiledGraph program = plan.program();
        var guards = new BlockGuards(plan, values);
        guards.passAll(program.inputGuards());
        var steps =
                new BlockSteps(plan, values, new BlockCalls(blocks, values), blocks.nanoClock());
        program.steps().forEach(steps::run);
        var expressions = new BlockExpressions(values);
        for (CompiledGraph.Output output : program.outputs()) {
            if (values.live().isEmpty()) {
                return;
            }
            if (output.source().isPresent()) {
                values.put(output.slot(), values.at(output.source().get()).share());
            } else {
                expressions.compute(output.computed().orElseThrow());
            }
        }
        guards.passAll(program.outputGuards());
        if (values.live().isEmpty()) {
            return;
        }
        try {
            ObjectListCheck.requireAgreement(
                    plan.signature(), program.answerSlots().stream().map(values::at).toList());
        } catch (ProblemException e) {
            values.leave(values.live());
        }
    }

    /// The outputs of the rows that are answered; rows of another shape than most are left.
    private NamedTensors outputs(BlockValues values) {
        RowSet live = values.live();
        BitSet byGuards = new BitSet();
        for (int row = 0; row < values.rows(); row++) {
            if (values.answer(row) != null) {
                byGuards.set(row);
            }
        }
        var outputs = new NamedTensors();
        if (live.isEmpty() && byGuards.isEmpty()) {
            return outputs;
        }
        for (int i = 0; i < plan.signature().outputs().size(); i++) {
            Tensor column = live.isEmpty() ? null : values.at(plan.program().answerSlots().get(i));
            outputs.put(
                    plan.signature().outputs().get(i).name(), column(values, column, byGuards, i));
        }
        return outputs;
    }

    /// @param column of live rows; null if there are none
    private Tensor column(
            BlockValues values, @Nullable Tensor column, BitSet byGuards, int output) {
        if (column != null && byGuards.isEmpty()) {
            return column.share();
        }
        Tensor whole = column == null ? null : BlockTensors.copyOf(column, pool);
        for (int row = byGuards.nextSetBit(0); row >= 0; row = byGuards.nextSetBit(row + 1)) {
            List<Tensor> answer = values.answer(row);
            if (answer == null) {
                continue;
            }
            Tensor own = answer.get(output);
            if (whole == null) {
                whole = Tensor.allocate(pool, own.type(), own.shape().withRows(values.rows()));
            }
            if (own.type() == whole.type() && own.shape().sameRows(whole.shape())) {
                BlockTensors.scatterInto(own, RowSet.single(row), whole);
            } else {
                values.leave(row);
            }
        }
        if (whole == null) {
            // Those that guards answered have been left for another output.
            whole =
                    Tensor.allocate(
                            pool,
                            plan.signature().outputs().get(output).type(),
                            Shape.of(values.rows()));
        }
        return whole;
    }
}
