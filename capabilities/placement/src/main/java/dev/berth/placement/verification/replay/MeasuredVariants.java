package dev.berth.placement.verification.replay;

import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Distribution.Measured.Point;
import dev.berth.placement.scenario.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Variants of components with the times and memory that they have on this machine.
///
/// As text, which is an argument of the processes: a line for each, with component, variant, bytes
/// of memory or `-`, and share and seconds of each point.
public record MeasuredVariants(Map<VariantName, ModelTrial.Result> results) {
    private static final String BLANK = " ";
    private static final String NONE = "-";
    private static final int FIXED_WORDS = 3;

    public record VariantName(String component, String variant) {}

    public MeasuredVariants {
        results = Map.copyOf(results);
    }

    /// The scenario with what was measured in place of what its profiles say.
    Scenario applyTo(Scenario scenario) {
        return scenario.withComponents(
                component ->
                        component.withVariants(
                                variant -> {
                                    ModelTrial.Result result =
                                            results.get(
                                                    new VariantName(
                                                            component.name(), variant.name()));
                                    return result == null
                                            ? variant
                                            : variant.with(
                                                    result.time(),
                                                    result.memoryBytes()
                                                            .orElse(variant.memoryBytes()));
                                }));
    }

    public String text() {
        List<String> lines = new ArrayList<>();
        results.forEach((key, result) -> lines.add(line(key, result)));
        return String.join("\n", lines);
    }

    private static String line(VariantName key, ModelTrial.Result result) {
        var line = new StringBuilder(key.component()).append(BLANK).append(key.variant());
        line.append(BLANK);
        if (result.memoryBytes().isPresent()) {
            line.append(result.memoryBytes().getAsDouble());
        } else {
            line.append(NONE);
        }
        for (Point each : result.time().points()) {
            line.append(BLANK).append(each.share()).append(BLANK).append(each.seconds());
        }
        return line.toString();
    }

    public static MeasuredVariants parse(String text) {
        Map<VariantName, ModelTrial.Result> results = new HashMap<>();
        text.lines()
                .map(line -> line.split(BLANK, -1))
                .forEach(words -> results.put(new VariantName(words[0], words[1]), result(words)));
        return new MeasuredVariants(results);
    }

    private static ModelTrial.Result result(String[] words) {
        List<Point> points = new ArrayList<>();
        for (int i = FIXED_WORDS; i + 1 < words.length; i += 2) {
            points.add(new Point(Double.parseDouble(words[i]), Double.parseDouble(words[i + 1])));
        }
        return new ModelTrial.Result(
                new Distribution.Measured(points),
                0,
                words[2].equals(NONE)
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(Double.parseDouble(words[2])));
    }
}
