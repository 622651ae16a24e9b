package dev.berth.core.endpoint;

import dev.berth.core.feature.FeatureSelection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/// Operation of a step, from its inputs to its outputs.
public sealed interface StepOperation {

    /// What it may call.
    default List<Callee> callees() {
        return switch (this) {
            case Call(Callee callee) -> List.of(callee);
            case Compute compute -> List.of();
            case Features features -> List.of();
            case Ensemble ensemble -> ensemble.members().stream().map(Member::callee).toList();
            case Cascade cascade -> cascade.stages().stream().map(Stage::callee).toList();
            case Switch choice -> choice.cases().stream().map(Case::callee).toList();
        };
    }

    /// The same with others in the place of what it calls.
    default StepOperation calling(UnaryOperator<Callee> other) {
        return switch (this) {
            case Call(Callee callee) -> new Call(other.apply(callee));
            case Compute compute -> compute;
            case Features features -> features;
            case Ensemble(var members, var combination) ->
                    new Ensemble(
                            members.stream()
                                    .map(
                                            each ->
                                                    new Member(
                                                            other.apply(each.callee()),
                                                            each.weight()))
                                    .toList(),
                            combination);
            case Cascade(var stages, var escalationMax) ->
                    new Cascade(
                            stages.stream()
                                    .map(
                                            each ->
                                                    new Stage(
                                                            other.apply(each.callee()),
                                                            each.accept()))
                                    .toList(),
                            escalationMax);
            case Switch(var cases) ->
                    new Switch(
                            cases.stream()
                                    .map(each -> new Case(other.apply(each.callee()), each.when()))
                                    .toList());
        };
    }

    /// A call of one model or endpoint.
    record Call(Callee callee) implements StepOperation {}

    /// Computation of values by expressions, without a call.
    ///
    /// @param values by the output's name
    record Compute(Map<String, ExpressionText> values) implements StepOperation {
        public Compute {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /// A read of features of entities, without a call.
    ///
    /// @param values by the output's name
    /// @param asOf the instant as of which they are wanted, a text as RFC 3339 has it or
    ///   microseconds since 1970; empty for now
    record Features(Map<String, FeatureSelection> values, Optional<ExpressionText> asOf)
            implements StepOperation {
        public Features {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /// Concurrent calls of all members with the same inputs, whose outputs are combined.
    ///
    /// @param members at least two
    record Ensemble(List<Member> members, Combination combination) implements StepOperation {
        public Ensemble {
            members = List.copyOf(members);
        }
    }

    /// One member of an ensemble.
    ///
    /// @param weight of what it says in relation to the others, above 0
    record Member(Callee callee, double weight) {}

    /// Method by which an ensemble's outputs become one.
    enum Combination {
        /// The mean of numbers, by weight.
        MEAN,
        /// The value that most say, by weight; of values with the same weight the one that a member
        /// says first.
        VOTE
    }

    /// Two-phase prediction: calls of one stage after the other until one's answer is accepted.
    ///
    /// @param stages at least two, the cheapest first
    /// @param escalationMax share of the records that may go beyond the first stage, from 0 to 1;
    ///   above it the first stage's answer stands. Empty for no bound
    record Cascade(List<Stage> stages, OptionalDouble escalationMax) implements StepOperation {
        public Cascade {
            stages = List.copyOf(stages);
        }
    }

    /// One stage of a cascade.
    ///
    /// @param accept true if its answer suffices, over its outputs; empty for the last, whose
    ///   answer always does
    record Stage(Callee callee, Optional<ExpressionText> accept) {}

    /// A call of the first callee whose condition holds.
    ///
    /// @param cases at least two
    record Switch(List<Case> cases) implements StepOperation {
        public Switch {
            cases = List.copyOf(cases);
        }
    }

    /// One case of a switch.
    ///
    /// @param when its condition, over inputs and earlier steps; empty for the last, which is
    ///   called if no other is
    record Case(Callee callee, Optional<ExpressionText> when) {}
}
