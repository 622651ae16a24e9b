package dev.berth.catalog.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalog.traffic.WeightJournalImport.Outcome;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.TrafficWeightChange;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.FeatureSettings;
import dev.berth.core.system.SystemDescription;
import dev.berth.state.StateEntry;
import dev.berth.state.StateStore;
import dev.berth.state.SystemStateStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Journals of earlier versions of Berth that are taken over, whole, cut off, damaged or twice.
final class WeightJournalImportTest {
    private static final EndpointName ENDPOINT = new EndpointName("e");

    @TempDir private Path system;

    private StateStore store;

    @BeforeEach
    void open() throws IOException {
        store =
                SystemStateStore.of(
                        () ->
                                new SystemDescription(
                                        system,
                                        "test",
                                        "",
                                        Optional.empty(),
                                        Map.of(),
                                        List.of(),
                                        FeatureSettings.DEFAULT,
                                        Optional.empty(),
                                        AccessRules.none()),
                        Map.of());
        Files.createDirectories(folder().resolve("audit"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Path folder() {
        return system.resolve(".berth/traffic");
    }

    private Path journal() {
        return folder().resolve("e.yaml");
    }

    private WeightJournalImport journals() {
        return new WeightJournalImport(system, store);
    }

    private static TrafficWeightChange change(int number) {
        return new TrafficWeightChange(
                Instant.parse("2026-11-30T12:00:00.120Z"),
                "ann",
                "mallory",
                "change \" " + number,
                Map.of("a", 1.0),
                Map.of("a", (double) number - 1),
                Map.of("a", (double) number));
    }

    /// As earlier versions wrote it.
    private static String text(int first, int last) {
        var text = new StringBuilder();
        for (int number = first; number <= last; number++) {
            text.append(
                    """
                    - at: "2026-11-30T12:00:00.120Z"
                      who: "ann"
                      claimed: "mallory"
                      why: "change \\" %d"
                      declared: {"a": 1.0}
                      before: {"a": %s}
                      after: {"a": %s}
                    """
                            .formatted(number, number - 1.0, (double) number));
        }
        return text.toString();
    }

    private List<TrafficWeightChange> imported() {
        return store.read(TrafficWeightEntries.key(ENDPOINT), 1, 1_000).stream()
                .map(TrafficWeightEntries::decode)
                .toList();
    }

    private static List<TrafficWeightChange> changes(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(WeightJournalImportTest::change)
                .toList();
    }

    @Test
    void journal_isImportedOnce_andKeptAside() throws IOException {
        Files.writeString(journal(), text(1, 3));

        assertThat(journals().waiting()).containsExactly(journal());
        assertThat(journals().run(ENDPOINT)).isEqualTo(Outcome.IMPORTED);
        assertThat(imported()).isEqualTo(changes(1, 3));
        assertThat(journal()).doesNotExist();
        assertThat(folder().resolve("imported/e.yaml")).hasContent(text(1, 3));
        assertThat(journals().waiting()).isEmpty();
        assertThat(journals().run(ENDPOINT)).isEqualTo(Outcome.NOTHING);
    }

    /// As a process leaves it that is killed before the journal is moved.
    @Test
    void journal_thatIsInTheStoreAlready_isOnlyMoved() throws IOException {
        Files.writeString(journal(), text(1, 3));
        var _ = journals().run(ENDPOINT);
        var _ = store.append(TrafficWeightEntries.key(ENDPOINT), encoded(4));
        Files.move(folder().resolve("imported/e.yaml"), journal());

        assertThat(journals().run(ENDPOINT)).isEqualTo(Outcome.IMPORTED);
        assertThat(imported()).isEqualTo(changes(1, 4));
        assertThat(journal()).doesNotExist();
    }

    private static dev.berth.state.StateChange encoded(int number) {
        return TrafficWeightEntries.encode(change(number));
    }

    @Test
    void journal_besideOtherChangesInTheStore_isKeptAsideAndChangesNothing() throws IOException {
        var _ = store.append(TrafficWeightEntries.key(ENDPOINT), encoded(7));
        Files.writeString(journal(), text(1, 3));

        assertThat(journals().run(ENDPOINT)).isEqualTo(Outcome.SUPERSEDED);
        assertThat(imported()).containsExactly(change(7));
        assertThat(folder().resolve("imported/e.yaml")).hasContent(text(1, 3));

        Files.writeString(journal(), text(1, 4));
        assertThat(journals().run(ENDPOINT)).isEqualTo(Outcome.SUPERSEDED);
        assertThat(folder().resolve("imported/e.yaml")).hasContent(text(1, 3));
        assertThat(folder().resolve("imported/e.yaml-2")).hasContent(text(1, 4));
    }

    @Test
    void journal_withAnAudit_keepsAllChangesAndTheirNumbers() throws IOException {
        Files.writeString(folder().resolve("audit/e-1-40.yaml"), text(1, 40));
        Files.writeString(
                folder().resolve("audit/e-41-90.yaml"), "# after change 40\n" + text(41, 90));
        Files.writeString(folder().resolve("audit/ee-1-40.yaml"), "of another endpoint");
        Files.writeString(journal(), "# after change 90\n" + text(91, 100));

        assertThat(journals().run(ENDPOINT)).isEqualTo(Outcome.IMPORTED);
        assertThat(imported()).isEqualTo(changes(1, 100));
    }

    @Test
    void journal_withoutTheBeginningOfItsAudit_keepsItsNumbers() throws IOException {
        Files.writeString(
                folder().resolve("audit/e-41-90.yaml"), "# after change 40\n" + text(41, 90));
        Files.writeString(journal(), "# after change 90\n" + text(91, 92));

        assertThat(journals().run(ENDPOINT)).isEqualTo(Outcome.IMPORTED);
        assertThat(store.findLast(TrafficWeightEntries.key(ENDPOINT)))
                .map(StateEntry::number)
                .contains(92L);
        assertThat(imported()).isEqualTo(changes(41, 92));
    }

    /// What a full disk or a killed process left of an entry.
    @Test
    void journal_thatEndsAmidAnEntry_hasThoseBefore() throws IOException {
        byte[] whole = text(1, 2).getBytes(StandardCharsets.UTF_8);
        int first = text(1, 1).length();
        // The last byte ends a line that is whole without it.
        for (int length = first; length < whole.length - 1; length += 7) {
            for (int zeros : new int[] {0, 7}) {
                Files.write(journal(), Arrays.copyOf(Arrays.copyOf(whole, length), length + zeros));
                assertThat(journals().findLast(ENDPOINT)).contains(change(1));
            }
        }
        assertThat(journals().run(ENDPOINT)).isEqualTo(Outcome.IMPORTED);
        assertThat(imported()).containsExactly(change(1));
    }

    @Test
    void journal_damagedInTheMiddle_isAProblem_andStaysAsItIs() throws IOException {
        String damaged = text(1, 2).replaceFirst("who: \"ann\"", "who: \"a");
        Files.writeString(journal(), damaged);

        assertThatThrownBy(() -> journals().run(ENDPOINT))
                .hasMessageContaining("state-unavailable")
                .hasMessageContaining("mend that line");
        assertThat(imported()).isEmpty();
        assertThat(journal()).hasContent(damaged);

        Files.writeString(journal(), "- {at: yesterday, who: ann, why: x}\n");
        assertThatThrownBy(() -> journals().run(ENDPOINT)).hasMessageContaining("line 1");
    }

    @Test
    void audit_thatIsDamaged_isAProblem_andNothingIsImported() throws IOException {
        Files.writeString(folder().resolve("audit/e-1-3.yaml"), "- damaged");
        Files.writeString(journal(), "# after change 3\n" + text(4, 5));

        assertThatThrownBy(() -> journals().run(ENDPOINT))
                .hasMessageContaining("e-1-3.yaml is damaged");
        assertThat(imported()).isEmpty();
        assertThat(journal()).exists();
    }
}
