package dev.berth.features.rocksdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.KeyGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/// Repair of a damaged store: replaces it by a new one with everything that is readable.
///
/// Keys are copied group by group to a new store beside the damaged one; a group that cannot be
/// read completely is marked as lost. Then the damaged directory is renamed and the new one takes
/// its name. Removing damaged files instead would bring back older values that they hide, and
/// RocksDB would fail at every compaction.
///
/// An interrupted repair leaves the damaged store as it was, or two directories of which the next
/// opening takes the new one.
public final class RocksRepair {
    /// In a damaged log everything before the damage counts.
    private static final WALRecoveryMode UNTIL_DAMAGE = WALRecoveryMode.PointInTimeRecovery;

    /// For the copy, which reads and writes rows once, in order.
    private static final long CACHE_BYTES = 16L << 20;

    /// Retained damaged directories: their content may be useful, but takes space.
    private static final int ASIDE_MAX = 3;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final String COMPLETE = "COMPLETE";

    private final Path directory;
    private final List<String> lost = new ArrayList<>();

    private RocksRepair(Path directory) {
        this.directory = directory;
    }

    /// Report of a repair.
    ///
    /// @param problem the damage
    /// @param aside directory of the damaged store
    /// @param lost names of unreadable groups
    public record Report(Problem problem, Path aside, List<String> lost) {
        public Report {
            lost = List.copyOf(lost);
        }
    }

    /// Reads every block of a closed store, and replaces the store if one is damaged. Blocks for as
    /// long as reading and rewriting take.
    ///
    /// @param groups all keys to keep
    /// @return the report; empty if nothing is damaged, or there is no store
    /// @throws ProblemException `online-store-unavailable` if another process has it open, or the
    ///   new one cannot be written; then the damaged one is unchanged
    public static Optional<Report> ifDamaged(Path directory, List<KeyGroup> groups) {
        RocksLibrary.ofProcess().load();
        finish(directory);
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        return problem(directory)
                .map(
                        found -> {
                            var repair = new RocksRepair(directory);
                            Path aside = repair.run(groups);
                            return new Report(found, aside, repair.lost);
                        });
    }

    private static Optional<Problem> problem(Path directory) {
        try (RocksStore store = RocksStore.open(directory, CACHE_BYTES)) {
            return store.verify();
        } catch (ProblemException e) {
            if (e.problem().code() == ProblemCode.STORE_DAMAGED) {
                return Optional.of(e.problem());
            }
            throw e;
        }
    }

    /// Completes a repair that was interrupted after writing everything.
    static void finish(Path directory) {
        Path fresh = fresh(directory);
        if (!Files.exists(directory) && Files.exists(fresh.resolve(COMPLETE))) {
            try {
                Files.move(fresh, directory);
                Files.delete(directory.resolve(COMPLETE));
            } catch (NoSuchFileException another) {
                // Another process was faster.
            } catch (IOException e) {
                throw unusable(directory, e);
            }
        }
    }

    private Path run(List<KeyGroup> groups) {
        Path fresh = fresh(directory);
        try {
            LoadFolder.clear(fresh);
            try (RocksStore to = RocksStore.open(fresh, CACHE_BYTES)) {
                copyAll(groups, to);
            }
            Files.writeString(fresh.resolve(COMPLETE), "", StandardOpenOption.CREATE);
            Path aside =
                    directory.resolveSibling(
                            directory.getFileName() + ".damaged-" + TIME.format(Instant.now()));
            Files.move(directory, aside);
            Files.move(fresh, directory);
            Files.delete(directory.resolve(COMPLETE));
            forgetOldest();
            return aside;
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static Path fresh(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".repaired");
    }

    private void copyAll(List<KeyGroup> groups, RocksStore to) {
        if (isManifestDamaged()) {
            groups.forEach(group -> lose(group, to));
            return;
        }
        try (RocksSetup setup = RocksSetup.ofDamaged(CACHE_BYTES);
                RocksDB from =
                        RocksDB.open(
                                setup.options()
                                        .setCreateIfMissing(false)
                                        .setWalRecoveryMode(UNTIL_DAMAGE),
                                directory.toString())) {
            groups.forEach(group -> copy(group, from, to));
        } catch (RocksDBException e) {
            lost.clear();
            groups.forEach(group -> lose(group, to));
        }
    }

    /// Checks for table files that a damaged manifest no longer lists, which RocksDB would not
    /// miss.
    private boolean isManifestDamaged() {
        return new StoreCheck(directory)
                .damage()
                .filter(StoreCheck.Damage::isOfManifest)
                .isPresent();
    }

    private void copy(KeyGroup group, RocksDB from, RocksStore to) {
        try (BulkLoad load = to.bulkLoad(RocksLoad.CHUNK_BYTES)) {
            for (byte[] prefix : group.prefixes()) {
                RocksRows.scan(from, prefix, load::put);
            }
            load.finish();
        } catch (RocksDBException e) {
            lose(group, to);
            return;
        }
        group.dependents().forEach(dependent -> copy(dependent, from, to));
    }

    private void lose(KeyGroup group, RocksStore to) {
        lost.add(group.name());
        to.write(group.ifLost());
        group.dependents().forEach(dependent -> lose(dependent, to));
    }

    private void forgetOldest() throws IOException {
        String prefix = directory.getFileName() + ".damaged-";
        List<Path> aside;
        try (Stream<Path> siblings = Files.list(directory.toAbsolutePath().getParent())) {
            aside =
                    siblings.filter(path -> path.getFileName().toString().startsWith(prefix))
                            .sorted(Comparator.reverseOrder())
                            .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path old : aside.stream().skip(ASIDE_MAX).toList()) {
            LoadFolder.clear(old);
        }
    }

    private static ProblemException unusable(Path directory, IOException e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.ONLINE_STORE_UNAVAILABLE,
                        "the damaged store in " + directory + " cannot be replaced: " + e,
                        "check the disk and the permissions of its directory"),
                e);
    }
}
