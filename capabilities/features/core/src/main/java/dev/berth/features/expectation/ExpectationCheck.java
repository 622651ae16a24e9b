package dev.berth.features.expectation;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.feature.Expectation;
import dev.berth.core.feature.Expectation.Rule;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.ValueType;
import dev.berth.features.online.FeatureValue;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.StoredViewReader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Check of a view's expectations while its rows are written. Value ranges are checked on every
/// row, shares and counts on the entities sampled for statistics. Not thread-safe; for one run.
public final class ExpectationCheck {
    /// Maximum of entities named in a problem; the others are counted.
    private static final int NAMED_MAX = 5;

    private final StoredViewReader view;
    private final List<RuleCheck> held = new ArrayList<>();
    private final List<RuleTally> ofSample = new ArrayList<>();
    private final List<RuleTally> ofRows = new ArrayList<>();

    /// @param tally empty if the expectation needs no values
    private record RuleCheck(Expectation expectation, Optional<RuleTally> tally) {}

    public ExpectationCheck(StoredViewReader view) {
        this.view = view;
        for (Expectation expectation : view.view().expectations()) {
            held.add(new RuleCheck(expectation, tally(expectation.rule())));
        }
    }

    private Optional<RuleTally> tally(Rule rule) {
        return switch (rule) {
            case Expectation.Rows _, Expectation.Age _ -> Optional.empty();
            case Expectation.Missing missing ->
                    added(ofSample, new RuleTally.OfMissing(missing, index(missing.feature())));
            case Expectation.Distinct distinct ->
                    added(
                            ofSample,
                            new RuleTally.OfDistinct(
                                    distinct, index(distinct.feature()), type(distinct.feature())));
            case Expectation.Value value ->
                    added(ofRows, new RuleTally.OfValues(value, index(value.feature())));
        };
    }

    private static Optional<RuleTally> added(List<RuleTally> tallies, RuleTally tally) {
        tallies.add(tally);
        return Optional.of(tally);
    }

    private ValueType type(FeatureName name) {
        return view.view().features().get(index(name)).type().element();
    }

    private int index(FeatureName name) {
        List<Feature> features = view.view().features();
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no feature " + name + " in " + view.view().reference());
    }

    /// Whether the view has any expectation to check.
    public boolean isNeeded() {
        return !view.view().expectations().isEmpty();
    }

    /// Whether every row has to be checked.
    public boolean isOfRows() {
        return !ofRows.isEmpty();
    }

    /// Whether the sampled entities have to be checked.
    public boolean isOfSample() {
        return !ofSample.isEmpty();
    }

    /// Checks a written row.
    ///
    /// @param key of the row; the entity's key begins at `prefixLength`
    public void row(byte[] key, int prefixLength, byte[] row, long untilMicros) {
        if (ofRows.isEmpty()) {
            return;
        }
        FeatureValue[] values =
                LostRows.readRow(view.view().reference(), () -> view.read(row, untilMicros));
        for (RuleTally tally : ofRows) {
            tally.add(values, () -> entity(key, prefixLength));
        }
    }

    private String entity(byte[] key, int prefixLength) {
        List<Object> keys = view.keys().read(new ByteReader(key).at(prefixLength));
        List<String> words = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            words.add(
                    view.keys().entities().get(i).key()
                            + " "
                            + SanitizedText.of(String.valueOf(keys.get(i))));
        }
        return String.join(", ", words);
    }

    /// Checks the values of a sampled entity.
    public void sampled(FeatureValue[] values) {
        for (RuleTally tally : ofSample) {
            tally.add(values, () -> "");
        }
    }

    /// Unmet expectations in the order of the description.
    ///
    /// @param entityCount number of entities with a row
    /// @param newestMicros when the newest event happened; [Long#MIN_VALUE] if there is none
    /// @param untilMicros up to when the view is materialized
    public List<UnmetExpectation> unmet(long entityCount, long newestMicros, long untilMicros) {
        List<UnmetExpectation> unmet = new ArrayList<>();
        for (RuleCheck each : held) {
            found(each, entityCount, newestMicros, untilMicros)
                    .ifPresent(found -> unmet.add(new UnmetExpectation(each.expectation(), found)));
        }
        return unmet;
    }

    private Optional<String> found(
            RuleCheck each, long entityCount, long newestMicros, long untilMicros) {
        return switch (each.expectation().rule()) {
            case Expectation.Rows(var count) ->
                    count.has((double) entityCount)
                            ? Optional.empty()
                            : Optional.of(Long.toString(entityCount));
            case Expectation.Age(var max) ->
                    newestMicros == Long.MIN_VALUE
                            ? Optional.of("no event")
                            : newestMicros >= untilMicros - max.toMillis() * 1000
                                    ? Optional.empty()
                                    : Optional.of(
                                            "it happened at "
                                                    + instant(newestMicros)
                                                    + ", and rows are up to "
                                                    + instant(untilMicros));
            case Expectation.Missing _, Expectation.Distinct _, Expectation.Value _ ->
                    each.tally().flatMap(RuleTally::unmet);
        };
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /// Fails if an unmet expectation stops the materialization.
    ///
    /// @throws ProblemException `expectation-failed`
    public void requireNoStop(List<UnmetExpectation> unmet) {
        List<UnmetExpectation> stops = unmet.stream().filter(UnmetExpectation::isStop).toList();
        if (stops.isEmpty()) {
            return;
        }
        String named =
                stops.stream()
                        .limit(NAMED_MAX)
                        .map(UnmetExpectation::toString)
                        .collect(Collectors.joining("; "));
        throw new ProblemException(
                ProblemCode.EXPECTATION_FAILED,
                view.view().reference()
                        + " would not be as expected, so its rows stay as they were: "
                        + named
                        + (stops.size() > NAMED_MAX
                                ? "; and " + (stops.size() - NAMED_MAX) + " more"
                                : ""),
                "correct the source, or the view's `expectations`, and materialize again; with"
                        + " `action: warn` rows are written nevertheless");
    }
}
