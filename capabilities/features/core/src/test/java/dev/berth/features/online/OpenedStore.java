package dev.berth.features.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Base of store tests: an open store with helpers.
public abstract class OpenedStore {
    /// Seed of random tests.
    protected final long seed = Long.getLong("berth.seed", 20261125);

    private OnlineStore store;

    /// Opens the store: empty at first, with its content when called again.
    protected abstract OnlineStore open() throws IOException;

    /// Whether rows survive closing the store.
    protected abstract boolean lasts();

    @BeforeEach
    void openStore() throws IOException {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /// The open store.
    protected final OnlineStore store() {
        return store;
    }

    /// Closes the store and opens it again.
    protected final void reopen() throws IOException {
        store.close();
        store = open();
    }

    /// Writes one row.
    protected final void put(byte[] key, byte[] value) {
        var batch = new StoreBatch();
        batch.put(key, value);
        store.write(batch);
    }

    /// All rows with a prefix, as `[key]=[value]`.
    protected final List<String> rows(byte[] prefix) {
        List<String> rows = new ArrayList<>();
        store.scan(prefix, (key, value) -> rows.add(text(key) + "=" + text(value)));
        return rows;
    }

    /// The numbers as bytes.
    protected static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /// The bytes as numbers.
    protected static String text(byte[] bytes) {
        return Arrays.toString(bytes);
    }

    /// Expects the store to fail, with a reason and a remedy.
    protected static Problem assertUnavailable(ThrowingCallable call) {
        var thrown = catchThrowableOfType(ProblemException.class, call);
        assertThat(thrown).isNotNull();
        Problem problem = thrown.problem();
        assertThat(problem.code()).isEqualTo(ProblemCode.ONLINE_STORE_UNAVAILABLE);
        assertThat(problem.message()).isNotBlank();
        assertThat(problem.remedy()).isNotBlank();
        return problem;
    }
}
