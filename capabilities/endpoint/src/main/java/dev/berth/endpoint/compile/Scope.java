package dev.berth.endpoint.compile;

import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.expression.Expression;
import dev.berth.expression.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The values in scope at a position of a graph, and expressions over them. Not thread-safe.
final class Scope {
    private static final Optional<Dimension> RECORDS =
            Optional.of(Dimension.dynamic(GraphValue.RECORDS));

    private final CompilationErrors errors;
    private final Map<String, GraphValue> values = new LinkedHashMap<>();
    private final Map<String, Integer> slotsByReference = new LinkedHashMap<>();
    private final Set<String> unknown = new HashSet<>();
    private final Iterations iterations;

    Scope(CompilationErrors errors) {
        this(errors, new Iterations());
    }

    private Scope(CompilationErrors errors, Iterations iterations) {
        this.errors = errors;
        this.iterations = iterations;
    }

    /// Depth of the nested iterations of a graph's expressions.
    private static final class Iterations {
        private int depth;
    }

    /// Puts a value, or another in the place of one of its name.
    GraphValue put(String name, Field field) {
        var value = new GraphValue(name, field, slotsByReference.size());
        values.put(name, value);
        slotsByReference.put(value.reference(), value.slot());
        return value;
    }

    Optional<GraphValue> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /// The value that a text names if it does nothing else.
    Optional<GraphValue> findNamed(ExpressionText text) {
        return find(text.text().strip());
    }

    /// The rest of the names that begin so, in the order in which they were put.
    List<String> namesFrom(String prefix) {
        return values.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    /// What there is now, whatever is put later.
    Scope frozen() {
        var frozen = new Scope(errors, iterations);
        frozen.values.putAll(values);
        frozen.unknown.addAll(unknown);
        return frozen;
    }

    /// The greatest [Expression#iterationDepth] of the expressions that were compiled over this and
    /// what was frozen of it; 0 if there are none.
    int iterationDepth() {
        return iterations.depth;
    }

    int slotCount() {
        return slotsByReference.size();
    }

    /// Those of all values that were ever put.
    Map<String, Integer> slotsByReference() {
        return slotsByReference;
    }

    /// Notes that a step's outputs are not known, for an error that is noted already: what reads
    /// them is not to blame.
    void putUnknown(String step) {
        unknown.add(step);
    }

    /// Whether a text reads what is not known.
    boolean readsUnknown(ExpressionText text) {
        return unknown.stream().anyMatch(step -> StepOrder.mentions(text, step));
    }

    /// Compiles an expression over what there is; an error is noted.
    Optional<Expression> compile(ExpressionText text) {
        return compile(text, List.of());
    }

    /// The same with variables of its own, which come first.
    Optional<Expression> compile(ExpressionText text, List<Variable> own) {
        List<Variable> variables = new ArrayList<>(own);
        values.values().forEach(value -> variables.add(value.variable()));
        try {
            Expression compiled = Expression.compile(text.text(), variables, RECORDS);
            iterations.depth = Math.max(iterations.depth, compiled.iterationDepth());
            return Optional.of(compiled);
        } catch (Expression.UncompilableException failure) {
            if (readsUnknown(text)) {
                return Optional.empty();
            }
            List<String> names = variables.stream().map(Variable::name).toList();
            errors.add(
                    text,
                    "'" + SanitizedText.of(text.text()) + "': " + failure.getMessage(),
                    "an expression over " + String.join(", ", names),
                    "correct it" + NearestName.hint(text.text().strip(), names));
            return Optional.empty();
        }
    }

    /// The same of what is true or false.
    Optional<Expression> compileCondition(ExpressionText text, List<Variable> own) {
        Optional<Expression> compiled = compile(text, own);
        if (compiled.isPresent() && !compiled.get().isCondition()) {
            errors.add(
                    text,
                    "'"
                            + SanitizedText.of(text.text())
                            + "', which gives "
                            + compiled.get().resultName(),
                    "true or false",
                    "compare it with something");
            return Optional.empty();
        }
        return compiled;
    }
}
