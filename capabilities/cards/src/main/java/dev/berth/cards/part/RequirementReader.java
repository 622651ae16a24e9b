package dev.berth.cards.part;

import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.outline.DocumentOutline;
import dev.berth.cards.outline.OutlineSection;
import dev.berth.cards.requirement.Bound;
import dev.berth.cards.requirement.Requirement;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.NearestName;
import dev.berth.core.system.SourceLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/// Reader of requirements. Each has one key that says what it is about and those that go with it.
final class RequirementReader {
    private static final List<String> KINDS =
            List.of(
                    "metric",
                    "gap",
                    "latency",
                    "throughput",
                    "availability",
                    "document",
                    "license");

    private static final Set<String> OF_SYSTEM = Set.of("document", "license");

    private static final Set<String> BOUNDS = Set.of("at-least", "at-most");

    private final DocumentNode place;
    private final SourceLocation location;

    private RequirementReader(DocumentNode place) {
        this.place = place;
        this.location = place.document().locate(place.pointer());
    }

    /// Those that are sound; errors of the others are reported.
    static List<Requirement> readAll(List<DocumentNode> places, DocumentSubject subject) {
        List<Requirement> all = new ArrayList<>();
        places.forEach(place -> new RequirementReader(place).read(subject).ifPresent(all::add));
        return all;
    }

    private Optional<Requirement> read(DocumentSubject subject) {
        List<String> kinds = KINDS.stream().filter(key -> place.child(key).isPresent()).toList();
        if (place.isBroken()) {
            return Optional.empty();
        }
        if (kinds.size() != 1) {
            place.error(
                    kinds.isEmpty() ? "none of these keys" : String.join(" and ", kinds),
                    "one of " + String.join(", ", KINDS),
                    "write one requirement for each");
            return Optional.empty();
        }
        String kind = kinds.getFirst();
        if (subject.kind() == DocumentSubject.Kind.SYSTEM && !OF_SYSTEM.contains(kind)) {
            place.error(
                    "`" + kind + "` of a system",
                    "`document` or `license`",
                    "write it into the file of a model or endpoint");
            return Optional.empty();
        }
        return hasOnly(kind, companions(kind)) ? requirement(kind) : Optional.empty();
    }

    private static Set<String> companions(String kind) {
        return switch (kind) {
            case "metric" -> Set.of("slice", "evaluation", "confident", "at-least", "at-most");
            case "gap" -> Set.of("column", "evaluation", "confident", "at-least", "at-most");
            case "latency" -> Set.of("callers", "at-most");
            case "document" -> Set.of("sections");
            default -> Set.of();
        };
    }

    private boolean hasOnly(String kind, Set<String> companions) {
        boolean isClean = true;
        for (String key : place.entries().keySet()) {
            if (!key.equals(kind) && !companions.contains(key)) {
                place.child(key)
                        .ifPresent(
                                other ->
                                        other.error(
                                                "`" + key + "` beside `" + kind + "`",
                                                companions.isEmpty()
                                                        ? "nothing else"
                                                        : "one of "
                                                                + String.join(
                                                                        ", ",
                                                                        companions.stream()
                                                                                .sorted()
                                                                                .toList()),
                                                BOUNDS.contains(key)
                                                        ? "write the value behind `" + kind + ":`"
                                                        : "remove it"));
                isClean = false;
            }
        }
        return isClean;
    }

    private Optional<Requirement> requirement(String kind) {
        return switch (kind) {
            case "metric" ->
                    bound().map(
                                    bound ->
                                            new Requirement.MetricBound(
                                                    location,
                                                    place.text("evaluation"),
                                                    place.text("slice").orElse("all"),
                                                    text("metric"),
                                                    bound,
                                                    isConfident()));
            case "gap" -> gap();
            case "latency" -> latency();
            case "throughput" ->
                    Optional.of(
                            new Requirement.ThroughputBound(
                                    location, place.number("throughput").orElse(0.0)));
            case "availability" ->
                    Optional.of(
                            new Requirement.AvailabilityBound(
                                    location, place.number("availability").orElse(0.0)));
            case "document" -> document();
            default ->
                    Optional.of(
                            new Requirement.LicenceAllowed(
                                    location,
                                    place.items("license").stream()
                                            .flatMap(item -> item.text().stream())
                                            .toList()));
        };
    }

    private String text(String key) {
        return place.text(key).orElse("");
    }

    private boolean isConfident() {
        return place.truth("confident").orElse(false);
    }

    private Optional<Bound> bound() {
        OptionalDouble least = number("at-least");
        OptionalDouble most = number("at-most");
        if (place.child("at-most").isPresent() && most.isEmpty()) {
            place.child("at-most")
                    .ifPresent(
                            node ->
                                    node.error(
                                            node.described(),
                                            "a number",
                                            "write it without a unit"));
            return Optional.empty();
        }
        if (least.isEmpty() && most.isEmpty()) {
            place.error(
                    "no bound", "`at-least`, `at-most` or both", "add one, as in `at-least: 0.8`");
            return Optional.empty();
        }
        if (least.isPresent() && most.isPresent() && least.getAsDouble() > most.getAsDouble()) {
            place.error(
                    "`at-least` above `at-most`", "a least value below the greatest", "swap them");
            return Optional.empty();
        }
        return Optional.of(new Bound(least, most));
    }

    private OptionalDouble number(String key) {
        Optional<Double> number = place.number(key).filter(Double::isFinite);
        return number.isPresent() ? OptionalDouble.of(number.get()) : OptionalDouble.empty();
    }

    private Optional<Requirement> gap() {
        Optional<String> column = place.text("column");
        if (column.isEmpty()) {
            place.error(
                    "a `gap` without `column`",
                    "the column whose groups are compared",
                    "add it, as in `column: sex`");
            return Optional.empty();
        }
        return bound().map(
                        bound ->
                                new Requirement.GapBound(
                                        location,
                                        place.text("evaluation"),
                                        column.get(),
                                        text("gap"),
                                        bound,
                                        isConfident()));
    }

    private Optional<Requirement> latency() {
        Optional<Duration> most = place.duration("at-most");
        if (most.isEmpty()) {
            place.error(
                    "a `latency` without a duration",
                    "`at-most` with a duration",
                    "add it, as in `at-most: 50ms`");
            return Optional.empty();
        }
        Optional<Integer> callers = place.integer("callers");
        return Optional.of(
                new Requirement.LatencyBound(
                        location,
                        text("latency"),
                        most.get(),
                        callers.isPresent()
                                ? OptionalLong.of(callers.get())
                                : OptionalLong.empty()));
    }

    private Optional<Requirement> document() {
        DocumentKind kind = DocumentKind.MODEL_CARD;
        for (DocumentKind each : DocumentKind.ofSubjects()) {
            if (each.id().equals(text("document"))) {
                kind = each;
            }
        }
        List<String> known = DocumentOutline.of(kind).stream().map(OutlineSection::key).toList();
        List<String> sections = new ArrayList<>();
        for (DocumentNode item : place.items("sections")) {
            String section = item.text().orElse("");
            if (!known.contains(section)) {
                item.error(
                        item.described(),
                        "one of " + String.join(", ", known),
                        NearestName.find(section, known)
                                .map(word -> "write `" + word + "`")
                                .orElse("name a section of the document"));
                return Optional.empty();
            }
            sections.add(section);
        }
        return Optional.of(new Requirement.DocumentComplete(location, kind, sections));
    }
}
