package dev.berth.featurestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.feature.Features;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.duckdb.JoinRequest;
import dev.berth.features.duckdb.Spine;
import dev.berth.features.history.JoinReport;
import dev.berth.features.history.JoinedView;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of irregular events: without a key, simultaneous, in any order, from the future, known
/// late, by differing clocks. Online rows and training set have the same values in each case.
class EventCasesTest {
    private static final ViewReference VIEW = ViewReference.of("orders", 1);
    private static final ViewReference WINDOWS = ViewReference.of("hour", 1);

    private static final String YAML =
            """
            entities:
              who: {type: string, meaning: who orders}
            sources:
              events:
                csv: events.csv
                timestamp-column: at
                created-timestamp-column: known
                columns: {who: string, at: timestamp, known: timestamp, amount: int64}
            views:
              orders:
                version: 1
                summary: The latest
                entities: {who: who}
                source: events
                features:
                  amount: {type: int64, column: amount, meaning: of the latest order}
              hour:
                version: 1
                summary: Of an hour
                entities: {who: who}
                source: events
                features:
                  count: {aggregate: count, window: 1h, meaning: how many}
                  sum: {aggregate: sum, input-column: amount, window: 1h, meaning: how much}
            """;

    @TempDir private Path directory;
    private FeatureDefinitions definitions;
    private long leftOut;

    @BeforeEach
    void describe() throws IOException {
        Files.createDirectories(directory.resolve("features"));
        Files.writeString(directory.resolve("berth.yaml"), "name: test\n");
        Files.writeString(directory.resolve("features/orders.yaml"), YAML);
        definitions = Catalog.open(directory).read().part(Features.class).definitions();
        assertThat(definitions.views()).hasSize(2);
    }

    /// Ann's features at a time: the latest amount, the count within an hour, the sum.
    private String at(String time, String... events) throws IOException {
        return at(time, List.of(events));
    }

    private String at(String time, List<String> events) throws IOException {
        return at(time, time, events);
    }

    /// The features from rows updated as of another time.
    private String at(String time, String upToDate, List<String> events) throws IOException {
        Path system = Files.createTempDirectory(directory, "system");
        Files.writeString(
                system.resolve("events.csv"),
                "who,at,known,amount\n" + String.join("\n", events) + "\n");
        Instant at = instant(time);
        try (FeatureStore store =
                FeatureStore.of(system, Optional.empty(), definitions, Map.of())) {
            for (FeatureView view : definitions.views().values()) {
                var _ =
                        store.materializeInFull(
                                view, instant(upToDate), MaterializationListener.NONE);
            }
            String served = served(store, at);
            assertThat(joined(store, at)).as("joined as served at %s", time).isEqualTo(served);
            return served;
        }
    }

    private static Instant instant(String time) {
        return Instant.parse("2026-01-01T" + time + "Z");
    }

    private static String served(FeatureStore store, Instant at) {
        List<FeatureReference> features =
                List.of(
                        FeatureReference.parse("orders@1:amount"),
                        FeatureReference.parse("hour@1:count"),
                        FeatureReference.parse("hour@1:sum"));
        List<FeatureValue> row =
                store.reads()
                        .read(
                                FeatureQuery.of(
                                        features, Map.of("who", List.of("ann")), Optional.of(at)))
                        .rows()
                        .getFirst();
        List<String> values = new ArrayList<>();
        for (FeatureValue value : row) {
            values.add(value.value() == null ? "" : value.value().toString());
        }
        return String.join(",", values);
    }

    private String joined(FeatureStore store, Instant at) throws IOException {
        Path spine = directory.resolve("spine.csv");
        Path output = directory.resolve("joined.csv");
        Files.writeString(spine, "who,at\nann," + at + "\n");
        JoinReport report =
                store.join(
                        new JoinRequest(
                                new Spine(spine, "at", ZoneId.of("UTC")),
                                List.of(
                                        JoinedView.of(
                                                new FeatureUse(VIEW, Map.of()),
                                                List.of(new FeatureName("amount"))),
                                        JoinedView.of(
                                                new FeatureUse(WINDOWS, Map.of()),
                                                List.of(
                                                        new FeatureName("count"),
                                                        new FeatureName("sum")))),
                                output));
        leftOut = report.views().getFirst().leftOutCount();
        String[] cells = Files.readAllLines(output).get(1).split(",", 3);
        return cells[2];
    }

    @Test
    void key_orTimeThatIsMissing_makesNobodysEvent() throws IOException {
        assertThat(
                        at(
                                "11:00:00",
                                ",2026-01-01T10:30:00Z,2026-01-01T10:30:00Z,100",
                                "ann,,2026-01-01T10:30:00Z,200",
                                "ann,2026-01-01T10:10:00Z,2026-01-01T10:10:00Z,1"))
                .isEqualTo("1,1,1");
        assertThat(leftOut).isEqualTo(2);
    }

    @Test
    void created_thatIsMissing_isWhenItHappened() throws IOException {
        assertThat(at("11:00:00", "ann,2026-01-01T11:00:00Z,,4")).isEqualTo("4,1,4");
    }

    @Test
    void twoAtOneTime_bothCountAndTheGreaterIsTheLatest() throws IOException {
        String less = "ann,2026-01-01T10:30:00Z,2026-01-01T10:30:00Z,3";
        String more = "ann,2026-01-01T10:30:00Z,2026-01-01T10:30:00Z,7";
        assertThat(at("11:00:00", less, more)).isEqualTo("7,2,10");
        assertThat(at("11:00:00", more, less)).isEqualTo("7,2,10");
        assertThat(at("11:00:00", more, more)).as("without ids, twice is two").isEqualTo("7,2,14");
    }

    @Test
    void twoAtOneTime_theOneKnownLastIsTheLatest() throws IOException {
        String corrected = "ann,2026-01-01T10:30:00Z,2026-01-01T10:40:00Z,3";
        String first = "ann,2026-01-01T10:30:00Z,2026-01-01T10:30:00Z,7";
        assertThat(at("10:35:00", corrected, first)).isEqualTo("7,1,7");
        assertThat(at("10:40:00", corrected, first)).isEqualTo("3,2,10");
    }

    @Test
    void events_inWhateverOrder_areTheSame() throws IOException {
        List<String> events = new ArrayList<>();
        for (int minute = 10; minute < 50; minute += 10) {
            events.add("ann,2026-01-01T10:%d:00Z,,%d".formatted(minute, minute));
        }
        assertThat(at("10:50:00", events)).isEqualTo("40,4,100");
        Collections.reverse(events);
        assertThat(at("10:50:00", events)).isEqualTo("40,4,100");
        Collections.swap(events, 0, 2);
        assertThat(at("10:50:00", events)).isEqualTo("40,4,100");
    }

    @Test
    void event_ofTheFuture_countsOnceItHasHappened() throws IOException {
        String planned = "ann,2026-01-01T12:00:00Z,2026-01-01T09:00:00Z,9";
        String now = "ann,2026-01-01T11:00:00Z,2026-01-01T11:00:00Z,5";
        assertThat(at("11:59:59.999999", planned, now)).isEqualTo("5,1,5");
        assertThat(at("12:00:00", planned, now)).isEqualTo("9,2,14");
    }

    @Test
    void event_knownLate_countsFromThenOnAsOfWhenItHappened() throws IOException {
        String late = "ann,2026-01-01T10:00:00Z,2026-01-01T10:30:00Z,9";
        String usual = "ann,2026-01-01T10:10:00Z,2026-01-01T10:10:00Z,5";
        assertThat(at("10:29:59.999999", late, usual)).isEqualTo("5,1,5");
        assertThat(at("10:30:00", late, usual)).as("not the latest").isEqualTo("5,2,14");
        assertThat(at("11:06:00", late, usual)).as("more than an hour ago").isEqualTo("5,1,5");
    }

    @Test
    void clocks_thatDiffer_makeNoEventCountBeforeItHappened() throws IOException {
        // The recording caller's clock is two hours behind.
        String skewed = "ann,2026-01-01T10:00:00Z,2026-01-01T08:00:00Z,9";
        assertThat(at("09:59:59.999999", skewed))
                .isEqualTo(at("09:59:59.999999", "bob,2026-01-01T01:00:00Z,,1"));
        assertThat(at("10:00:00", skewed)).isEqualTo("9,1,9");
    }

    @Test
    void instant_beforeWhatARowHas_isRefused() throws IOException {
        List<String> latest = List.of("ann,2026-01-01T10:30:00Z,2026-01-01T10:30:00Z,7");
        assertThat(at("10:30:00", "12:00:00", latest)).as("from then on").isEqualTo("7,1,7");
        assertTooEarly("10:28:59", "12:00:00", latest);
        List<String> known = List.of("ann,2026-01-01T10:00:00Z,2026-01-01T10:30:00Z,7");
        assertTooEarly("10:28:59", "12:00:00", known);
    }

    private void assertTooEarly(String time, String upToDate, List<String> events) {
        assertThatThrownBy(() -> at(time, upToDate, events))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused ->
                                assertThat(refused.problem().code())
                                        .isEqualTo(ProblemCode.VALUE_INVALID))
                .hasMessageContaining("2026-01-01T" + time)
                .hasMessageContaining("2026-01-01T10:30:00Z or later");
    }
}
