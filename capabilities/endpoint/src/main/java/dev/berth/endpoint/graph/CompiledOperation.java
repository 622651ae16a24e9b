package dev.berth.endpoint.graph;

import dev.berth.core.endpoint.StepOperation.Combination;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.signature.Field;
import dev.berth.expression.Expression;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.PreparedFeatures;
import java.util.List;
import java.util.Optional;

/// A compiled operation of a step.
public sealed interface CompiledOperation {
    /// What it may call.
    default List<BoundCallee> callees() {
        return switch (this) {
            case Compute compute -> List.of();
            case Features features -> List.of();
            case Call(BoundCallee callee) -> List.of(callee);
            case Ensemble ensemble -> ensemble.callees();
            case Cascade cascade -> cascade.stages().stream().map(Stage::callee).toList();
            case Switch choice -> choice.cases().stream().map(Case::callee).toList();
        };
    }

    /// Evaluation of expressions, each into a slot.
    record Compute(List<Computed> values) implements CompiledOperation {
        public Compute {
            values = List.copyOf(values);
        }
    }

    /// The value of an expression for a slot.
    ///
    /// @param name of what it is, for problems
    /// @param field the type and shape that the value has to have
    record Computed(String name, int slot, Field field, Expression expression) {}

    /// A read of features.
    ///
    /// @param reads from which the features were prepared
    /// @param references of the features, in the order in which they were selected
    /// @param fields what they are read by
    /// @param asOf the instant; empty for now
    /// @param sent the slot of what a caller may send in the place of each feature
    record Features(
            OnlineFeatureReader reads,
            List<FeatureReference> references,
            PreparedFeatures prepared,
            List<Bound> fields,
            Optional<Operand> asOf,
            List<Optional<Integer>> sent)
            implements CompiledOperation {
        public Features {
            references = List.copyOf(references);
            fields = List.copyOf(fields);
            sent = List.copyOf(sent);
        }

        /// A field by which features are read, with the source of its value.
        public record Bound(String name, FeatureType type, Operand operand) {}

        /// Source of a value.
        public sealed interface Operand {

            /// A slot.
            record Slot(int slot) implements Operand {}

            /// An expression.
            record Computed(Expression expression) implements Operand {}
        }
    }

    /// A call of one model.
    record Call(BoundCallee callee) implements CompiledOperation {}

    /// Concurrent calls of all members.
    ///
    /// @param weights one for each
    record Ensemble(List<BoundCallee> callees, List<Double> weights, Combination combination)
            implements CompiledOperation {
        public Ensemble {
            callees = List.copyOf(callees);
            weights = List.copyOf(weights);
        }
    }

    /// Calls of one stage after the other.
    record Cascade(List<Stage> stages, EscalationBudget budget) implements CompiledOperation {
        public Cascade {
            stages = List.copyOf(stages);
        }
    }

    /// One stage of a cascade.
    ///
    /// @param accept over the callee's outputs by their names; empty for the last
    record Stage(BoundCallee callee, Optional<Expression> accept) {}

    /// A call of the first callee whose condition holds.
    record Switch(List<Case> cases) implements CompiledOperation {
        public Switch {
            cases = List.copyOf(cases);
        }
    }

    /// One case of a switch.
    ///
    /// @param when empty for the last
    record Case(BoundCallee callee, Optional<Expression> when) {}
}
