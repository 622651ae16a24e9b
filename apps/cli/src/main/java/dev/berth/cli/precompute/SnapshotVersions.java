package dev.berth.cli.precompute;

import dev.berth.cli.console.Table;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.LocalTarget;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.precompute.snapshot.SnapshotManifest;
import dev.berth.precompute.snapshot.SnapshotStore;
import dev.berth.precompute.snapshot.SnapshotStores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The kept snapshots of an endpoint.
final class SnapshotVersions {
    private final Terminal terminal;
    private final String place;
    private final EndpointName endpoint;

    SnapshotVersions(Terminal terminal, String place, EndpointName endpoint) {
        this.terminal = terminal;
        this.place = place;
        this.endpoint = endpoint;
    }

    void list() {
        try (LocalTarget target = OpenSystem.withoutModels(place);
                SnapshotStore snapshots =
                        SnapshotStores.of(target.berth().serving().system(), System.getenv())) {
            String fingerprint = target.berth().endpoints().precomputable(endpoint).fingerprint();
            long current = snapshots.current(endpoint).orElse(-1);
            List<SnapshotManifest> all = snapshots.list(endpoint);
            if (all.isEmpty()) {
                terminal.out()
                        .println(
                                "no snapshot of "
                                        + endpoint
                                        + "; make one: berth precompute "
                                        + place
                                        + " "
                                        + endpoint
                                        + " --keys FILE");
                return;
            }
            var table = new Table("snapshot", "answers", "computed", "ttl", "state");
            for (SnapshotManifest each : all) {
                table.row(
                        Long.toString(each.number()),
                        Long.toString(each.answers()),
                        each.computed().toString(),
                        each.ttl().map(Duration::toString).orElse("none"),
                        state(each, current, fingerprint));
            }
            table.print(terminal.out());
        }
    }

    private static String state(SnapshotManifest each, long current, String fingerprint) {
        String state = each.number() == current ? "current" : "kept";
        if (!each.fingerprint().equals(fingerprint)) {
            return state + ", of other versions: not answered by";
        }
        return each.isExpired(Instant.now()) ? state + ", too old: not answered by" : state;
    }

    /// @param number null for the one before the current
    void rollBack(@Nullable Long number) {
        try (LocalTarget target = OpenSystem.withoutModels(place);
                SnapshotStore snapshots =
                        SnapshotStores.of(target.berth().serving().system(), System.getenv())) {
            long current = snapshots.current(endpoint).orElse(-1);
            List<SnapshotManifest> all = snapshots.list(endpoint);
            SnapshotManifest chosen =
                    all.stream()
                            .filter(
                                    each ->
                                            number == null
                                                    ? each.number() < current
                                                    : each.number() == number)
                            .reduce((_, last) -> last)
                            .orElseThrow(
                                    () ->
                                            new ProblemException(
                                                    ProblemCode.PRECOMPUTE_INVALID,
                                                    (number == null
                                                                    ? "no earlier snapshot"
                                                                    : "no snapshot " + number)
                                                            + " of "
                                                            + endpoint
                                                            + " (expected: one of "
                                                            + all.stream()
                                                                    .map(SnapshotManifest::number)
                                                                    .toList()
                                                            + ")",
                                                    "see `--list`"));
            String fingerprint = target.berth().endpoints().precomputable(endpoint).fingerprint();
            snapshots.setCurrent(endpoint, chosen.number());
            terminal.out()
                    .println(
                            "snapshot "
                                    + chosen.number()
                                    + " of "
                                    + endpoint
                                    + ": "
                                    + state(chosen, chosen.number(), fingerprint));
        }
    }
}
