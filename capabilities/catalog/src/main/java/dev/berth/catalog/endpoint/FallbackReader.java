package dev.berth.catalog.endpoint;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.FallbackRule;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.Guard;
import dev.berth.core.endpoint.ResponseCachePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reader of an endpoint's fallbacks.
final class FallbackReader {
    private static final List<String> KINDS = List.of("cached", "replace", "respond");

    private FallbackReader() {}

    /// @param steps whose callees a fallback may replace
    /// @param cache in which older answers are kept
    static List<FallbackRule> read(
            Optional<DocumentNode> fallbacks,
            List<GraphStep> steps,
            Optional<ResponseCachePolicy> cache) {
        List<Callee> called =
                steps.stream().flatMap(step -> step.pattern().callees().stream()).toList();
        List<FallbackRule> read = new ArrayList<>();
        fallbacks
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach(
                        (name, place) -> fallback(name, place, called, cache).ifPresent(read::add));
        return read;
    }

    private static Optional<FallbackRule> fallback(
            String name,
            DocumentNode place,
            List<Callee> called,
            Optional<ResponseCachePolicy> cache) {
        List<String> found = KINDS.stream().filter(key -> place.child(key).isPresent()).toList();
        if (found.isEmpty() && place.hasUnsoundEntry()) {
            // Most likely one of them, misspelt.
            return Optional.empty();
        }
        if (found.size() != 1) {
            place.error(
                    found.isEmpty() ? "none of them" : String.join(" and ", found),
                    "one of " + String.join(", ", KINDS),
                    "make it one fallback for each");
            return Optional.empty();
        }
        return switch (found.getFirst()) {
            case "cached" -> kept(name, place, cache);
            case "replace" ->
                    Optional.of(new FallbackRule.Other(TrafficReader.arm(name, place, called)));
            default ->
                    Optional.of(
                            new FallbackRule.Answer(
                                    name,
                                    GraphStepReader.expressions(place.child("respond")),
                                    place.document().locate(place.pointer()),
                                    place.pointer()));
        };
    }

    private static Optional<FallbackRule> kept(
            String name, DocumentNode place, Optional<ResponseCachePolicy> cache) {
        Optional<Duration> ageMax = place.duration("cached");
        if (ageMax.isEmpty()) {
            return Optional.empty();
        }
        if (cache.isEmpty()) {
            place.error(
                    "an answer that was kept, and no `cache`",
                    "a cache that keeps them",
                    "declare `cache`, or remove the fallback");
            return Optional.empty();
        }
        if (ageMax.get().compareTo(cache.get().timeToLive()) <= 0) {
            place.error(
                    "an answer of at most " + place.text("cached").orElseThrow(),
                    "more than the cache's `ttl`: what is younger it gives by itself",
                    "let the fallback take older ones");
            return Optional.empty();
        }
        return Optional.of(
                new FallbackRule.Kept(
                        name,
                        ageMax.get(),
                        place.document().locate(place.pointer()),
                        place.pointer()));
    }

    /// A guard that falls back has to have something to fall back to.
    static void requireFor(List<Guard> guards, List<FallbackRule> fallbacks, DocumentNode root) {
        for (Guard guard : guards) {
            if (guard.response() instanceof Guard.FallBack && fallbacks.isEmpty()) {
                root.child("guards")
                        .flatMap(place -> place.child(guard.name()))
                        .ifPresent(
                                place ->
                                        place.error(
                                                "`fallback` of a guard without a `fallback`",
                                                "something to fall back to",
                                                "declare `fallback`, or let the guard `abstain`"));
            }
        }
    }
}
