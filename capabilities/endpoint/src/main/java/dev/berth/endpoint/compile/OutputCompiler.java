package dev.berth.endpoint.compile;

import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointOutput;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Signature;
import dev.berth.endpoint.graph.CompiledGraph;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.expression.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Compiles what the answer consists of, before the guards on it: what is named, or else all
/// outputs of the last step.
final class OutputCompiler {
    private static final String PREFIX = "output.";

    private final EndpointDescription description;
    private final Scope scope;
    private final Map<Callee, Signature> signatures;
    private final CompilationErrors errors;
    private final List<CompiledGraph.Output> outputs = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<ObjectListSpec> lists = new ArrayList<>();

    OutputCompiler(
            EndpointDescription description,
            Scope scope,
            Map<Callee, Signature> signatures,
            CompilationErrors errors) {
        this.description = description;
        this.scope = scope;
        this.signatures = Map.copyOf(signatures);
        this.errors = errors;
    }

    /// Puts them into the scope; what is wrong with them is noted.
    void compile() {
        if (description.graph().outputs().isEmpty()) {
            compileLastStep(description.graph().steps().getLast());
        }
        for (EndpointOutput output : description.graph().outputs()) {
            switch (output) {
                case EndpointOutput.Single single -> compile(single.name(), single);
                case EndpointOutput.ObjectList list -> compile(list);
            }
        }
    }

    List<CompiledGraph.Output> outputs() {
        return outputs;
    }

    /// Their names, without what they begin with in expressions.
    List<String> names() {
        return names;
    }

    List<ObjectListSpec> lists() {
        return lists;
    }

    private void compileLastStep(GraphStep step) {
        List<String> found = scope.namesFrom(step.name() + ".");
        for (String name : found) {
            GraphValue value = scope.find(step.name() + "." + name).orElseThrow();
            names.add(name);
            put(name, value, value.field());
        }
        List<Callee> callees = step.pattern().callees();
        // Fanned out, each object would be a list.
        if (callees.isEmpty() || step.each().isPresent()) {
            return;
        }
        for (ObjectListSpec list : signature(callees.getFirst()).lists()) {
            List<String> keys =
                    list.keys().stream()
                            .filter(key -> found.contains(list.outputName(key)))
                            .toList();
            if (!keys.isEmpty()) {
                lists.add(new ObjectListSpec(list.name(), list.meaning(), keys));
            }
        }
    }

    private Signature signature(Callee callee) {
        return Objects.requireNonNull(signatures.get(callee));
    }

    private void compile(EndpointOutput.ObjectList list) {
        Map<Long, String> sizes = new HashMap<>();
        List<String> keys = new ArrayList<>();
        for (EndpointOutput.Single field : list.fields()) {
            String name = ObjectListSpec.outputName(list.name(), field.name());
            keys.add(field.name());
            compile(name, field).ifPresent(value -> checkList(list, field, value, sizes));
        }
        if (sizes.size() > 1) {
            errors.add(
                    list.location(),
                    list.pointer(),
                    "a list '" + list.name() + "' of " + String.join(" and ", inOrder(sizes)),
                    "fields that have a value for each of the same objects",
                    "make two lists of it, or correct the fields");
        }
        lists.add(new ObjectListSpec(list.name(), list.meaning(), keys));
    }

    private static List<String> inOrder(Map<Long, String> sizes) {
        return sizes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .toList();
    }

    private void checkList(
            EndpointOutput.ObjectList list,
            EndpointOutput.Single field,
            GraphValue value,
            Map<Long, String> sizes) {
        DeclaredShape record = value.field().shape().withoutLeading();
        if (record.rank() == 0) {
            errors.add(
                    field.value(),
                    "'"
                            + field.name()
                            + "' of the list '"
                            + list.name()
                            + "', which is a single value",
                    "a list, with a value for each object",
                    "name a list, or make an output of its own of it");
        } else if (record.at(0) instanceof Dimension.Fixed(long size)) {
            sizes.putIfAbsent(size, field.name());
        }
    }

    private Optional<GraphValue> compile(String name, EndpointOutput.Single output) {
        names.add(name);
        Optional<GraphValue> named = scope.findNamed(output.value());
        if (named.isPresent()) {
            return Optional.of(put(name, named.get(), described(output, named.get().field())));
        }
        return scope.compile(output.value()).map(expression -> computed(name, output, expression));
    }

    private GraphValue put(String name, GraphValue source, Field field) {
        GraphValue value = scope.put(PREFIX + name, withoutInputRules(field));
        outputs.add(
                new CompiledGraph.Output(
                        value.slot(), Optional.of(source.slot()), Optional.empty()));
        return value;
    }

    private GraphValue computed(String name, EndpointOutput.Single output, Expression expression) {
        Field field =
                described(output, Field.of(name, expression.elementType(), anySizes(expression)));
        GraphValue value = scope.put(PREFIX + name, field);
        var computed =
                new CompiledOperation.Computed(
                        "output '" + name + "'", value.slot(), field, expression);
        outputs.add(
                new CompiledGraph.Output(value.slot(), Optional.empty(), Optional.of(computed)));
        return value;
    }

    /// The shape of what an expression gives: each list of it may have any size.
    static DeclaredShape anySizes(Expression expression) {
        List<Dimension> dimensions = new ArrayList<>();
        for (int i = 0; i < expression.rank(); i++) {
            dimensions.add(Dimension.dynamic(Dimension.Dynamic.ANONYMOUS));
        }
        return GraphValue.ofRecords(new DeclaredShape(dimensions));
    }

    /// What is an input or came from one has no default where it goes out.
    private static Field withoutInputRules(Field field) {
        return new Field(
                field.name(),
                field.type(),
                field.shape(),
                field.meaning(),
                field.unit(),
                field.range(),
                field.categories(),
                field.example(),
                Optional.empty());
    }

    private static Field described(EndpointOutput.Single output, Field field) {
        return new Field(
                field.name(),
                field.type(),
                field.shape(),
                output.meaning().orElse(field.meaning()),
                output.unit().or(field::unit),
                field.range(),
                field.categories(),
                field.example(),
                field.fallback());
    }
}
