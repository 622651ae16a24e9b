package dev.berth.precompute.snapshot;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Snapshots in a store that several machines share, such as Redis or Valkey.
///
/// Keys of an endpoint begin with its name and `/`: `current` has a number, `manifest/NUMBER` a
/// manifest, `id/NUMBER` the identifier under which the rows are, `rows/ID/KEY` a row, and `draft`
/// the identifier of the snapshot that is being written. A snapshot is complete with its manifest,
/// which is written if the draft is still its own: of two runs the one that began last completes.
/// Rows of a draft that was given up are removed by the next.
public final class SharedSnapshots implements SnapshotStore {
    private static final int ID_BYTES = 8;

    private final OnlineStore store;
    private final SecureRandom random = new SecureRandom();

    /// @param store closed with this
    public SharedSnapshots(OnlineStore store) {
        this.store = store;
    }

    private static byte[] key(EndpointName endpoint, String name) {
        return (endpoint.value() + "/" + name).getBytes(StandardCharsets.UTF_8);
    }

    private static String padded(long number) {
        return String.format(Locale.ROOT, "%019d", number);
    }

    private static byte[] manifestKey(EndpointName endpoint, long number) {
        return key(endpoint, "manifest/" + padded(number));
    }

    private static byte[] idKey(EndpointName endpoint, long number) {
        return key(endpoint, "id/" + padded(number));
    }

    private static byte[] rowsPrefix(EndpointName endpoint, String id) {
        return key(endpoint, "rows/" + id + "/");
    }

    private Optional<String> text(byte[] key) {
        byte[] value = store.read(key);
        return value == null
                ? Optional.empty()
                : Optional.of(new String(value, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public List<SnapshotManifest> list(EndpointName endpoint) {
        List<SnapshotManifest> found = new ArrayList<>();
        store.scan(
                key(endpoint, "manifest/"),
                (key, value) ->
                        found.add(
                                SnapshotManifest.read(
                                        new String(value, StandardCharsets.UTF_8).lines().toList(),
                                        new String(key, StandardCharsets.UTF_8))));
        return found;
    }

    @Override
    public OptionalLong current(EndpointName endpoint) {
        Optional<String> number = text(key(endpoint, "current"));
        return number.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(number.get()));
    }

    @Override
    public SnapshotManifest manifest(EndpointName endpoint, long number) {
        String where = endpoint + "/" + number;
        return SnapshotManifest.read(
                text(manifestKey(endpoint, number))
                        .orElseThrow(() -> absent(where))
                        .lines()
                        .toList(),
                where);
    }

    private static ProblemException absent(String where) {
        return new ProblemException(
                ProblemCode.PRECOMPUTED_UNREADABLE,
                "no snapshot " + where + " (expected: a complete one)",
                "see `berth precompute DIR ENDPOINT --list`");
    }

    @Override
    public OnlineStore open(EndpointName endpoint, long number) {
        String id =
                text(idKey(endpoint, number)).orElseThrow(() -> absent(endpoint + "/" + number));
        return new PrefixedStore(store, rowsPrefix(endpoint, id));
    }

    @Override
    public Draft begin(EndpointName endpoint, long number) {
        byte[] draft = key(endpoint, "draft");
        text(draft).ifPresent(left -> store.deletePrefix(rowsPrefix(endpoint, left)));
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String name = HexFormat.of().formatHex(id);
        var batch = new StoreBatch();
        batch.put(draft, bytes(name));
        store.write(batch);
        return new SharedDraft(endpoint, number, name);
    }

    @Override
    public void setCurrent(EndpointName endpoint, long number) {
        var _ = manifest(endpoint, number);
        var batch = new StoreBatch();
        batch.put(key(endpoint, "current"), bytes(Long.toString(number)));
        store.write(batch);
    }

    @Override
    public void remove(EndpointName endpoint, long number) {
        Optional<String> id = text(idKey(endpoint, number));
        var batch = new StoreBatch();
        batch.delete(manifestKey(endpoint, number));
        store.write(batch);
        id.ifPresent(each -> store.deletePrefix(rowsPrefix(endpoint, each)));
        batch.clear();
        batch.delete(idKey(endpoint, number));
        store.write(batch);
    }

    @Override
    public void close() {
        store.close();
    }

    private final class SharedDraft implements Draft {
        private final EndpointName endpoint;
        private final long number;
        private final String id;
        private @Nullable BulkLoad load;
        private boolean isComplete;

        SharedDraft(EndpointName endpoint, long number, String id) {
            this.endpoint = endpoint;
            this.number = number;
            this.id = id;
        }

        @Override
        public BulkLoad rows() {
            BulkLoad known = load;
            if (known == null) {
                known = new PrefixedLoad(store.bulkLoad(), rowsPrefix(endpoint, id));
                load = known;
            }
            return known;
        }

        @Override
        public void finish(SnapshotManifest manifest) {
            rows().finish();
            byte[] draft = key(endpoint, "draft");
            var batch = new StoreBatch();
            batch.put(manifestKey(endpoint, number), bytes(String.join("\n", manifest.lines())));
            batch.put(idKey(endpoint, number), bytes(id));
            batch.delete(draft);
            List<byte @Nullable []> own = Arrays.asList(bytes(id), null);
            if (!store.writeIf(List.of(draft, manifestKey(endpoint, number)), own, batch)) {
                throw new ProblemException(
                        ProblemCode.BATCH_RUNNING,
                        "another run precomputes answers of "
                                + endpoint
                                + " on another machine (expected: one at a time)",
                        "wait for its end, and run this one again if it is still needed");
            }
            isComplete = true;
        }

        @Override
        public void close() {
            if (load != null) {
                load.close();
            }
            if (!isComplete) {
                store.deletePrefix(rowsPrefix(endpoint, id));
            }
        }
    }

    /// Load whose keys get a prefix.
    private static final class PrefixedLoad implements BulkLoad {
        private final BulkLoad load;
        private final byte[] prefix;

        PrefixedLoad(BulkLoad load, byte[] prefix) {
            this.load = load;
            this.prefix = prefix;
        }

        @Override
        public void put(byte[] key, byte[] value) {
            load.put(PrefixedStore.key(prefix, key), value);
        }

        @Override
        public void finish() {
            load.finish();
        }

        @Override
        public void close() {
            load.close();
        }
    }
}
