package dev.berth.endpoint.execution;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.expression.Expression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;

/// Chooses the variant of each record.
///
/// By a key the choice is weighted rendezvous hashing: each variant draws a number from the key and
/// its own name, uniform in (0, 1), and the one with the greatest `weight / -ln(draw)` wins. That
/// is each in proportion to its weight, and where one weight changes, only those keys move that
/// must: what the others draw stays as it was. Source: Schindelhauer and Schomaker, *Weighted
/// Distributed Hash Tables*, 2005.
///
/// @param stickyBy what the key is, over the inputs by their names; empty for chance
/// @param chooseBy the name of the variant, or an empty text, over the inputs
public record TrafficSplitter(
        Optional<Expression> stickyBy, Optional<Expression> chooseBy, List<Variant> variants) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /// Bits of a double's fraction: a draw is a whole number of so many bits, and a half.
    private static final int DRAW_BITS = 52;

    public TrafficSplitter {
        variants = List.copyOf(variants);
    }

    /// A variant that may be chosen.
    ///
    /// @param plan without a split of its own
    public record Variant(String name, double weight, CompiledEndpoint plan) {}

    /// The same with other plans.
    TrafficSplitter map(BiFunction<String, CompiledEndpoint, CompiledEndpoint> change) {
        return new TrafficSplitter(
                stickyBy,
                chooseBy,
                variants.stream()
                        .map(
                                each ->
                                        new Variant(
                                                each.name(),
                                                each.weight(),
                                                change.apply(each.name(), each.plan())))
                        .toList());
    }

    /// The same with other weights, by name.
    TrafficSplitter weighted(Map<String, Double> weights) {
        return new TrafficSplitter(
                stickyBy,
                chooseBy,
                variants.stream()
                        .map(
                                each ->
                                        new Variant(
                                                each.name(),
                                                weights.getOrDefault(each.name(), each.weight()),
                                                each.plan()))
                        .toList());
    }

    /// The weights by which records are divided, by name.
    public Map<String, Double> weights() {
        Map<String, Double> weights = new LinkedHashMap<>();
        variants.forEach(each -> weights.put(each.name(), each.weight()));
        return weights;
    }

    /// The variant of this name.
    ///
    /// @throws ProblemException `parameter-invalid` if there is none
    Variant named(String name) {
        for (Variant variant : variants) {
            if (variant.name().equals(name)) {
                return variant;
            }
        }
        List<String> names = variants.stream().map(Variant::name).toList();
        throw new ProblemException(
                ProblemCode.PARAMETER_INVALID,
                "no variant '" + SanitizedText.of(name) + "'" + NearestName.hint(name, names),
                "name one of " + String.join(", ", names) + ", or none");
    }

    /// The variant of a record.
    ///
    /// @throws ProblemException `pipeline-step-failed` if the key is not defined for it,
    ///   `parameter-invalid` if it names a variant that there is not
    public Variant choose(NamedTensors inputs) {
        if (chooseBy.isPresent()) {
            String chosen = value("route-by", chooseBy.get(), inputs);
            if (!chosen.isEmpty()) {
                return named(chosen);
            }
        }
        long key =
                stickyBy.isPresent()
                        ? hash(value("sticky-by", stickyBy.get(), inputs))
                        : ThreadLocalRandom.current().nextLong();
        return choose(key);
    }

    public Variant choose(String key) {
        return choose(hash(key));
    }

    private Variant choose(long key) {
        Variant best = variants.getFirst();
        double most = -1;
        for (Variant variant : variants) {
            double draw = (mix(key ^ hash(variant.name())) >>> (Long.SIZE - DRAW_BITS)) + 0.5;
            double score = variant.weight() / -Math.log(draw / (1L << DRAW_BITS));
            if (score > most) {
                most = score;
                best = variant;
            }
        }
        return best;
    }

    private static String value(String key, Expression expression, NamedTensors inputs) {
        try {
            return String.valueOf(expression.evaluate(inputs::require, 0));
        } catch (Expression.FailedException e) {
            throw new ProblemException(
                    ProblemCode.PIPELINE_STEP_FAILED,
                    key + " '" + expression.text() + "' failed: " + e.getMessage(),
                    "send values for which the expression is defined");
        }
    }

    private static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /// The finalizer of SplitMix64: every bit of the result depends on every bit.
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
