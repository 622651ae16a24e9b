package dev.berth.placement.model;

import dev.berth.placement.scenario.Distribution;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/// Options of a component, with bounds over all of them. For one thread.
final class ComponentOptions {
    final List<CompiledOption> all;

    /// The greatest quality; empty if no option has one.
    final OptionalDouble bestQuality;

    /// Least times of the first stage over all options, by the stream of a node.
    private final Map<Integer, double[]> leastServices = new HashMap<>();

    ComponentOptions(List<CompiledOption> all) {
        this.all = List.copyOf(all);
        bestQuality =
                all.stream()
                        .map(each -> each.option.quality())
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .max();
    }

    /// The least time of the first stage over all options, sample by sample.
    ///
    /// @param shapes samples of a distribution before its factor, at the numbers of the stream
    double[] leastService(int stream, Function<Distribution, double[]> shapes) {
        return leastServices.computeIfAbsent(stream, _ -> leastService(shapes));
    }

    private double[] leastService(Function<Distribution, double[]> shapes) {
        double[] bound = new double[SampleStreams.SAMPLES];
        Arrays.fill(bound, Double.POSITIVE_INFINITY);
        Map<Distribution, Double> factors = new HashMap<>();
        for (CompiledOption option : all) {
            Distribution time = option.first.time;
            factors.merge(time.shape(), time.factor(), Math::min);
        }
        factors.forEach(
                (shape, factor) -> {
                    double[] values = shapes.apply(shape);
                    for (int i = 0; i < bound.length; i++) {
                        bound[i] = Math.min(bound[i], factor * values[i]);
                    }
                });
        return bound;
    }
}
