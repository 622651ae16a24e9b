package dev.berth.endpoint.compile;

import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.execution.ObjectListCheck;
import dev.berth.endpoint.execution.RowTensors;
import dev.berth.endpoint.graph.CompiledGuard;
import dev.berth.endpoint.graph.GuardedExecution;
import dev.berth.expression.Expression;
import java.util.ArrayList;
import java.util.List;

/// A list without the elements that a rule leaves out. The guard is activated where there is one.
///
/// @param rule true for an element that is left out; reads the parts by their elements
/// @param parts one for each field of the list
record OmitAction(ObjectListSpec list, Expression rule, List<Part> parts)
        implements CompiledGuard.Action {
    OmitAction {
        parts = List.copyOf(parts);
    }

    @Override
    public boolean apply(GuardedExecution execution) throws Expression.FailedException {
        List<Tensor> fields = parts.stream().map(part -> execution.at(part.from())).toList();
        int size = ObjectListCheck.agreed(list, fields);
        List<Integer> kept = new ArrayList<>();
        for (int element = 0; element < size; element++) {
            if (!isOmitted(element, execution)) {
                kept.add(element);
            }
        }
        if (kept.size() == size) {
            skip(execution);
            return true;
        }
        execution.activated();
        execution.omitted(size - kept.size());
        for (Part part : parts) {
            execution.put(
                    part.into(),
                    RowTensors.choose(execution.at(part.from()), kept, execution.pool()));
        }
        return true;
    }

    private boolean isOmitted(int element, GuardedExecution execution)
            throws Expression.FailedException {
        try (var elements = new NamedTensors()) {
            for (Part part : parts) {
                Tensor field = execution.at(part.from());
                try (Tensor all = field.reshape(field.shape().withoutLeading())) {
                    elements.put(part.element(), all.slice(element, 1));
                }
            }
            return execution.holds(rule, elements);
        }
    }

    @Override
    public void skip(GuardedExecution execution) {
        parts.forEach(part -> execution.share(part.from(), part.into()));
    }

    /// A field of a list.
    ///
    /// @param element what the rule calls an element of it
    /// @param from the slot of the list
    /// @param into that of the list without what is left out
    record Part(String element, int from, int into) {}
}
