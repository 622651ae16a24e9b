package dev.berth.endpoint.execution;

import dev.berth.endpoint.graph.ResponseStrategy;
import dev.berth.expression.Expression;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The variants, shadows and fallbacks of an endpoint, compiled.
///
/// @param split how records are divided among variants; empty for this alone
/// @param shadows what runs beside, and is never answered
/// @param fallbacks what answers where the graph does not, in the order in which they are tried
public record CompiledAlternatives(
        Optional<TrafficSplitter> split, List<Shadow> shadows, List<Fallback> fallbacks) {
    static final CompiledAlternatives NONE =
            new CompiledAlternatives(Optional.empty(), List.of(), List.of());

    public CompiledAlternatives {
        shadows = List.copyOf(shadows);
        fallbacks = List.copyOf(fallbacks);
    }

    /// The same with other variants.
    CompiledAlternatives with(Optional<TrafficSplitter> variants) {
        return new CompiledAlternatives(variants, shadows, fallbacks);
    }

    /// The greatest of all of them, as [dev.berth.endpoint.graph.CompiledGraph] has it.
    int iterationDepth() {
        return Stream.concat(
                        plans().map(CompiledEndpoint::iterationDepth),
                        split.stream()
                                .flatMap(
                                        each ->
                                                Stream.of(each.stickyBy(), each.chooseBy())
                                                        .flatMap(Optional::stream))
                                .map(Expression::iterationDepth))
                .max(Integer::compare)
                .orElse(0);
    }

    /// All of them but those that are the graph itself.
    Stream<CompiledEndpoint> plans() {
        return Stream.of(
                        split.stream()
                                .flatMap(each -> each.variants().stream())
                                .map(TrafficSplitter.Variant::plan),
                        shadows.stream().map(Shadow::plan),
                        fallbacks.stream().flatMap(each -> each.source().plan().stream()))
                .flatMap(each -> each);
    }

    /// A shadow, whose answers are compared with those of the endpoint.
    ///
    /// @param share of the records, above 0 to 1
    /// @param plan without alternatives of its own
    public record Shadow(String name, double share, CompiledEndpoint plan) {}

    public record Fallback(String name, Source source) {}

    /// Source of a fallback's response.
    public sealed interface Source {
        /// Of what runs in the place of one that failed.
        CompiledEndpoint instead(CompiledEndpoint failed);

        /// What is compiled for it; empty if it is what failed, in another way.
        default Optional<CompiledEndpoint> plan() {
            return Optional.empty();
        }
    }

    /// The response cache of the failed endpoint.
    public record Kept(Duration ageMax) implements Source {
        @Override
        public CompiledEndpoint instead(CompiledEndpoint failed) {
            return failed.by(new ResponseStrategy.Kept(ageMax));
        }
    }

    /// A compiled endpoint of its own, without alternatives.
    public record Other(CompiledEndpoint other) implements Source {
        @Override
        public CompiledEndpoint instead(CompiledEndpoint failed) {
            return other;
        }

        @Override
        public Optional<CompiledEndpoint> plan() {
            return Optional.of(other);
        }
    }
}
