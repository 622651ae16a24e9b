package dev.berth.features.redis;

import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Online store on a server of Redis (from 4.0) or Valkey.
///
/// A read is one `MGET`; a write is one command, or a transaction if it both sets and deletes.
/// `SCAN` iterates over all keys of the database, so [#scan] and [#deletePrefix] take time in
/// proportion to its size; a scan sorts the keys it found in memory, about 100 bytes each.
public final class RedisStore implements OnlineStore {
    /// Keys per `SCAN` step: the server is blocked for some hundred microseconds.
    private static final int SCAN_STEP = 1_000;

    /// Keys: conditions, puts, deletes. Arguments: number of conditions, number of puts; for each
    /// condition 1 and its value, or 0 and nothing; the values of the puts.
    private static final String WRITE_IF =
            """
            local decide, put = tonumber(ARGV[1]), tonumber(ARGV[2])
            for i = 1, decide do
              local found = redis.call('GET', KEYS[i])
              local wanted = ARGV[1 + 2 * i] == '1' and ARGV[2 + 2 * i]
              if not (found == wanted) then
                return 0
              end
            end
            for i = 1, put do
              redis.call('SET', KEYS[decide + i], ARGV[2 + 2 * decide + i])
            end
            for i = decide + put + 1, #KEYS do
              redis.call('UNLINK', KEYS[i])
            end
            return 1
            """;

    private final byte[] prefix;
    private final RedisCommands link;

    private RedisStore(RedisAddress address) {
        prefix = address.prefix().getBytes(StandardCharsets.UTF_8);
        link = new RedisCommands(address);
    }

    /// Connects to the server.
    ///
    /// @throws dev.berth.core.ProblemException `online-store-unavailable` if it is unreachable or
    ///   denies access
    public static RedisStore open(RedisAddress address) {
        var store = new RedisStore(address);
        try {
            store.link.execute(RedisAsyncCommands::ping);
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public byte @Nullable [] read(byte[] key) {
        return link.execute(commands -> commands.get(within(key)));
    }

    @Override
    public List<byte @Nullable []> readAll(List<byte[]> keys) {
        List<byte @Nullable []> values = new ArrayList<>(keys.size());
        link.executeAll(
                commands -> {
                    List<RedisFuture<List<KeyValue<byte[], byte[]>>>> answers = new ArrayList<>();
                    for (int from = 0; from < keys.size(); from += READ_TOGETHER_MAX) {
                        int to = Math.min(from + READ_TOGETHER_MAX, keys.size());
                        answers.add(commands.mget(within(keys.subList(from, to))));
                    }
                    return answers;
                },
                found -> found.forEach(row -> values.add(row.getValueOrElse(null))));
        return values;
    }

    @Override
    public void write(StoreBatch batch) {
        Changes changes = changes(batch);
        NavigableMap<byte[], byte[]> put = changes.put;
        NavigableSet<byte[]> gone = changes.gone;
        byte[][] all = gone.toArray(byte[][]::new);
        if (!put.isEmpty() && !gone.isEmpty()) {
            link.transact(commands -> List.of(commands.mset(put), commands.unlink(all)));
        } else if (!put.isEmpty()) {
            link.execute(commands -> commands.mset(put));
        } else if (!gone.isEmpty()) {
            link.execute(commands -> commands.unlink(all));
        }
    }

    /// By a script, which the server executes atomically.
    @Override
    public boolean writeIf(List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
        Changes changes = changes(batch);
        List<byte[]> all = new ArrayList<>();
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(number(keys.size()));
        arguments.add(number(changes.put.size()));
        for (int i = 0; i < keys.size(); i++) {
            all.add(within(keys.get(i)));
            byte[] value = values.get(i);
            arguments.add(number(value == null ? 0 : 1));
            arguments.add(value == null ? new byte[0] : value);
        }
        all.addAll(changes.put.keySet());
        arguments.addAll(changes.put.values());
        all.addAll(changes.gone);
        Long isWritten =
                link.execute(
                        commands ->
                                commands.eval(
                                        WRITE_IF,
                                        ScriptOutputType.INTEGER,
                                        all.toArray(byte[][]::new),
                                        arguments.toArray(byte[][]::new)));
        return isWritten == 1;
    }

    private static byte[] number(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /// Changes of a batch by server key.
    private record Changes(NavigableMap<byte[], byte[]> put, NavigableSet<byte[]> gone) {}

    private Changes changes(StoreBatch batch) {
        NavigableMap<byte[], byte[]> put = new TreeMap<>(Arrays::compareUnsigned);
        NavigableSet<byte[]> gone = new TreeSet<>(Arrays::compareUnsigned);
        for (StoreBatch.Change change : batch.changes()) {
            byte[] key = within(change.key());
            byte[] value = change.value();
            if (value == null) {
                put.remove(key);
                gone.add(key);
            } else {
                gone.remove(key);
                put.put(key, value);
            }
        }
        return new Changes(put, gone);
    }

    @Override
    public void deletePrefix(byte[] start) {
        findKeys(
                start,
                keys -> {
                    if (!keys.isEmpty()) {
                        byte[][] all = keys.toArray(byte[][]::new);
                        link.execute(commands -> commands.unlink(all));
                    }
                });
    }

    @Override
    public void scan(byte[] start, BiConsumer<byte[], byte[]> visitor) {
        // A key may be returned more than once.
        NavigableSet<byte[]> found = new TreeSet<>(Arrays::compareUnsigned);
        findKeys(start, keys -> keys.forEach(key -> found.add(without(key))));
        List<byte[]> page = new ArrayList<>();
        while (!found.isEmpty()) {
            page.clear();
            while (!found.isEmpty() && page.size() < READ_TOGETHER_MAX) {
                page.add(found.removeFirst());
            }
            List<byte @Nullable []> values = readAll(page);
            for (int i = 0; i < page.size(); i++) {
                byte[] value = values.get(i);
                // Deleted since it was found.
                if (value != null) {
                    visitor.accept(page.get(i), value);
                }
            }
        }
    }

    private void findKeys(byte[] start, Consumer<List<byte[]>> some) {
        var which = new ScanArgs().match(KeyPattern.beginning(within(start))).limit(SCAN_STEP);
        ScanCursor cursor = ScanCursor.INITIAL;
        while (!cursor.isFinished()) {
            ScanCursor from = cursor;
            KeyScanCursor<byte[]> answer = link.execute(commands -> commands.scan(from, which));
            some.accept(answer.getKeys());
            cursor = answer;
        }
    }

    private byte[] within(byte[] key) {
        byte[] whole = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, whole, prefix.length, key.length);
        return whole;
    }

    private byte[][] within(List<byte[]> keys) {
        return keys.stream().map(this::within).toArray(byte[][]::new);
    }

    private byte[] without(byte[] whole) {
        return Arrays.copyOfRange(whole, prefix.length, whole.length);
    }

    @Override
    public boolean isInlineable() {
        return false;
    }

    @Override
    public void close() {
        link.close();
    }
}
