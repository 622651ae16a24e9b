package dev.berth.endpoint.compile;

import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.StepOperation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Topological order of steps, in which each comes after those that it reads.
final class StepOrder {
    /// In a text a step's name is only a word.
    private static final java.util.regex.Pattern QUOTED =
            java.util.regex.Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'");

    private StepOrder() {}

    /// All of them, or as many as can be put in order; a circle is noted.
    static List<GraphStep> of(List<GraphStep> steps, CompilationErrors errors) {
        List<GraphStep> left = new ArrayList<>(steps);
        List<GraphStep> order = new ArrayList<>();
        while (!left.isEmpty()) {
            Optional<GraphStep> next =
                    left.stream().filter(step -> reads(step, names(left)).isEmpty()).findFirst();
            if (next.isEmpty()) {
                List<GraphStep> circle = circle(left);
                GraphStep first = circle.getFirst();
                errors.add(
                        first.location(),
                        first.pointer(),
                        "step '"
                                + first.name()
                                + "' reads "
                                + circle.get(1).name()
                                + ", which reads it in turn",
                        "steps that do not go in a circle",
                        "let one of them read something else");
                return order;
            }
            left.remove(next.get());
            order.add(next.get());
        }
        return order;
    }

    /// Some that read each other in turn; the first is the last as well.
    ///
    /// @param steps of which each reads another of them, or itself
    private static List<GraphStep> circle(List<GraphStep> steps) {
        List<GraphStep> strategy = new ArrayList<>();
        GraphStep at = steps.getFirst();
        while (!strategy.contains(at)) {
            strategy.add(at);
            String next = reads(at, names(steps)).iterator().next();
            at = steps.stream().filter(step -> step.name().equals(next)).findFirst().orElseThrow();
        }
        strategy.add(at);
        return strategy.subList(strategy.indexOf(at), strategy.size());
    }

    /// The names of those among the others, or itself, whose outputs it reads.
    static Set<String> reads(GraphStep step, List<String> others) {
        Set<String> names = new LinkedHashSet<>();
        for (String other : others) {
            if (texts(step).anyMatch(text -> mentions(text, other))) {
                names.add(other);
            }
        }
        return names;
    }

    /// Whether an expression reads an output of a step.
    static boolean mentions(ExpressionText text, String step) {
        String withoutTexts = QUOTED.matcher(text.text()).replaceAll("''");
        return java.util.regex.Pattern.compile("(?<![A-Za-z0-9_.])" + step + "\\s*\\.")
                .matcher(withoutTexts)
                .find();
    }

    private static List<String> names(List<GraphStep> steps) {
        return steps.stream().map(GraphStep::name).toList();
    }

    private static Stream<ExpressionText> texts(GraphStep step) {
        Stream<ExpressionText> own =
                switch (step.pattern()) {
                    case StepOperation.Call call -> Stream.empty();
                    case StepOperation.Ensemble ensemble -> Stream.empty();
                    case StepOperation.Compute compute -> compute.values().values().stream();
                    case StepOperation.Features features -> features.asOf().stream();
                    case StepOperation.Cascade cascade ->
                            cascade.stages().stream().flatMap(stage -> stage.accept().stream());
                    case StepOperation.Switch cases ->
                            cases.cases().stream().flatMap(each -> each.when().stream());
                };
        return Stream.of(
                        own,
                        step.with().values().stream(),
                        step.each().map(GraphStep.Each::list).stream())
                .flatMap(part -> part);
    }
}
