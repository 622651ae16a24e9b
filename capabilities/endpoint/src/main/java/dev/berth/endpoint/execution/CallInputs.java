package dev.berth.endpoint.execution;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.graph.Binding;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.expression.Expression;
import dev.berth.expression.RowValues;
import dev.berth.serving.request.Lease;
import java.util.ArrayList;
import java.util.List;

/// Builds the inputs of one call from the values of an execution.
final class CallInputs {
    private final StepExecution step;
    private final GraphExecution run;
    private final BoundCallee callee;

    CallInputs(StepExecution step, BoundCallee callee) {
        this.step = step;
        this.run = step.run();
        this.callee = callee;
    }

    /// Of the most rows that one request may have, those that each of several has: what waits in a
    /// queue leaves room for others.
    private static final int OF_LIMIT = 4;

    /// The inputs of all rows, of some each where there are too many for one request, or of each
    /// row where what is called takes one at a time; the caller closes them.
    ///
    /// @throws ProblemException `pipeline-step-failed` if an input cannot be made for this record
    List<NamedTensors> requests(Lease lease) {
        Signature signature = lease.signature();
        int rows = step.rows();
        var all = new NamedTensors();
        try {
            for (Binding binding : callee.bindings()) {
                Tensor tensor = bound(binding, rows);
                all.put(binding.input(), tensor);
                requireFits(signature, binding.input(), tensor);
            }
            if (signature.isBatched()) {
                MapRecordCodec.fillFallbacks(signature, all, run.pool());
                int most = lease.limit().recordsMax();
                return rows <= most ? List.of(all) : some(all, Math.max(1, most / OF_LIMIT));
            }
        } catch (RuntimeException | Error e) {
            all.close();
            throw e;
        }
        List<NamedTensors> each = new ArrayList<>(rows);
        try (all) {
            for (int row = 0; row < rows; row++) {
                var one = new NamedTensors();
                each.add(one);
                for (int i = 0; i < all.count(); i++) {
                    try (Tensor slice = all.tensor(i).slice(row, 1)) {
                        one.put(all.name(i), slice.reshape(slice.shape().withoutLeading()));
                    }
                }
                MapRecordCodec.fillFallbacks(signature, one, run.pool());
            }
            return each;
        } catch (RuntimeException | Error e) {
            each.forEach(NamedTensors::close);
            throw e;
        }
    }

    /// Cuts rows into requests.
    ///
    /// @param all taken over
    private static List<NamedTensors> some(NamedTensors all, int size) {
        List<NamedTensors> requests = new ArrayList<>();
        try (all) {
            int rows = all.tensor(0).rows();
            for (int from = 0; from < rows; from += size) {
                var request = new NamedTensors();
                requests.add(request);
                for (int i = 0; i < all.count(); i++) {
                    request.put(
                            all.name(i), all.tensor(i).slice(from, Math.min(size, rows - from)));
                }
            }
            return requests;
        } catch (RuntimeException | Error e) {
            requests.forEach(NamedTensors::close);
            throw e;
        }
    }

    /// What was declared to have any size may not have the one that is wanted here.
    private void requireFits(Signature signature, String input, Tensor rows) {
        DeclaredShape wanted = signature.recordShape(signature.findInput(input).orElseThrow());
        Shape found = rows.shape().withoutLeading();
        if (!wanted.accepts(found)) {
            throw new ProblemException(
                    ProblemCode.PIPELINE_STEP_FAILED,
                    "input '"
                            + input
                            + "' of "
                            + callee
                            + ": a value of shape "
                            + found
                            + " (expected: "
                            + wanted
                            + ")",
                    "send values of which the endpoint makes such");
        }
    }

    private Tensor bound(Binding binding, int rows) {
        return switch (binding) {
            case Binding.OfValue(var input, var type, int slot) -> {
                Tensor value = run.values().at(slot);
                try (Tensor repeated = RowTensors.repeat(value, rows, run.pool())) {
                    yield repeated.type() == type ? repeated.share() : repeated.as(type);
                }
            }
            case Binding.OfElements(var input, var type) -> {
                try (Tensor elements = elements()) {
                    yield elements.type() == type ? elements.share() : elements.as(type);
                }
            }
            case Binding.OfExpression expression -> evaluated(expression, rows);
        };
    }

    /// The list's elements as rows.
    private Tensor elements() {
        Tensor list = list();
        return list.reshape(list.shape().withoutLeading());
    }

    private Tensor list() {
        return run.values().at(step.step().fanOut().orElseThrow().list().slot());
    }

    private Tensor evaluated(Binding.OfExpression binding, int rows) {
        Expression expression = binding.expression();
        try {
            if (!binding.readsElement()) {
                Object value = expression.evaluate(run.values()::referred, 0, run.values().work());
                try (Tensor one = RowValues.toTensor(List.of(value), binding.type(), run.pool())) {
                    return RowTensors.repeat(one, rows, run.pool());
                }
            }
            String variable = step.step().fanOut().orElseThrow().variable();
            List<Object> values = new ArrayList<>(rows);
            try (Tensor elements = elements()) {
                for (int row = 0; row < rows; row++) {
                    try (Tensor element = elements.slice(row, 1)) {
                        values.add(
                                expression.evaluate(
                                        name ->
                                                name.equals(variable)
                                                        ? element
                                                        : run.values().referred(name),
                                        0,
                                        run.values().work()));
                    }
                }
            }
            return RowValues.toTensor(values, binding.type(), run.pool());
        } catch (Expression.FailedException | IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemCode.PIPELINE_STEP_FAILED,
                    "input '"
                            + binding.input()
                            + "' of "
                            + callee
                            + ": '"
                            + expression.text()
                            + "' failed: "
                            + e.getMessage(),
                    "send values for which the expression is defined");
        }
    }
}
