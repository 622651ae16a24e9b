package dev.berth.endpoint;

import dev.berth.core.endpoint.Pattern.Combination;
import dev.berth.core.signature.Field;
import dev.berth.encoding.expression.Expression;
import java.util.List;
import java.util.Optional;

/// What a step does, compiled.
sealed interface Action {
    /// What it may call.
    default List<BoundCallee> callees() {
        return switch (this) {
            case Compute compute -> List.of();
            case Call(BoundCallee callee) -> List.of(callee);
            case Ensemble ensemble -> ensemble.callees();
            case Cascade cascade -> cascade.stages().stream().map(Stage::callee).toList();
            case Switch choice -> choice.cases().stream().map(Case::callee).toList();
        };
    }

    /// It evaluates expressions, each into a slot.
    record Compute(List<Computed> values) implements Action {
        public Compute {
            values = List.copyOf(values);
        }
    }

    /// The value of an expression for a slot.
    ///
    /// @param name of what it is, for problems
    /// @param field the type and shape that the value has to have
    record Computed(String name, int slot, Field field, Expression expression) {}

    /// It calls one model.
    record Call(BoundCallee callee) implements Action {}

    /// It calls all at the same time.
    ///
    /// @param weights one for each
    record Ensemble(List<BoundCallee> callees, List<Double> weights, Combination combination)
            implements Action {
        public Ensemble {
            callees = List.copyOf(callees);
            weights = List.copyOf(weights);
        }
    }

    /// It calls one after the other.
    record Cascade(List<Stage> stages, EscalationBudget budget) implements Action {
        public Cascade {
            stages = List.copyOf(stages);
        }
    }

    /// One of a cascade.
    ///
    /// @param accept over the callee's outputs by their names; empty for the last
    record Stage(BoundCallee callee, Optional<Expression> accept) {}

    /// It calls the first whose condition holds.
    record Switch(List<Case> cases) implements Action {
        public Switch {
            cases = List.copyOf(cases);
        }
    }

    /// One of a switch.
    ///
    /// @param when empty for the last
    record Case(BoundCallee callee, Optional<Expression> when) {}
}
