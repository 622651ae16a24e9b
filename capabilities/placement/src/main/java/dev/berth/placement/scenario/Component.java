package dev.berth.placement.scenario;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Part of a system that is placed: a model, an encoder, a feature view.
///
/// @param variants at least one
/// @param updateSeconds time between two updates of the model; empty for releases only
/// @param sites where it may live; empty for everywhere
/// @param modes in which it may live; empty for all that it has numbers for
public record Component(
        String name,
        Kind kind,
        List<Variant> variants,
        List<Cut> cuts,
        Optional<Cache> cache,
        Optional<Hybrid> hybrid,
        OptionalDouble updateSeconds,
        Set<String> sites,
        Set<Mode> modes) {

    /// What a component is.
    public enum Kind {
        MODEL,
        ENCODER,
        VIEW,
        CODE
    }

    /// Point where a model can be cut between two stages.
    ///
    /// @param work share of the work before it
    /// @param memory share of memory and storage before it
    /// @param itemBytes what is sent on
    public record Cut(double work, double memory, double itemBytes) {}

    /// Responses computed ahead.
    ///
    /// @param entries number of responses, of each user or of all
    /// @param hit share of requests that are among them
    /// @param refreshSeconds time after which all are computed again
    public record Cache(
            boolean isOfUser,
            double entries,
            double entryBytes,
            double hit,
            double refreshSeconds,
            Distribution lookup) {}

    /// A small variant that escalates what it is not sure of.
    ///
    /// @param small its name
    public record Hybrid(String small, List<Threshold> thresholds) {
        public Hybrid {
            thresholds = List.copyOf(thresholds);
        }
    }

    /// A confidence below which an item is escalated.
    ///
    /// @param escalated share of items
    /// @param quality of both together; empty if unknown
    public record Threshold(double confidence, double escalated, OptionalDouble quality) {}

    public Component {
        variants = List.copyOf(variants);
        cuts = List.copyOf(cuts);
        sites = Set.copyOf(sites);
        modes = Set.copyOf(modes);
        if (variants.isEmpty()) {
            throw new IllegalArgumentException(name + ": no variants (expected: at least 1)");
        }
    }

    /// The same component with each variant changed.
    public Component withVariants(UnaryOperator<Variant> change) {
        return new Component(
                name,
                kind,
                variants.stream().map(change).toList(),
                cuts,
                cache,
                hybrid,
                updateSeconds,
                sites,
                modes);
    }

    public Optional<Variant> findVariant(String wanted) {
        return variants.stream().filter(variant -> variant.name().equals(wanted)).findFirst();
    }
}
